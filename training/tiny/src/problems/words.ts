/** A thing that can be counted. */
export interface Noun {
  one: string;
  many: string;
}

const nouns = (text: string): Noun[] =>
  text
    .trim()
    .split(/\s*,\s*/)
    .map((entry) => {
      const [one = '', many] = entry.split('/');
      return { one, many: many ?? `${one}s` };
    });

/** Things that people own, buy and give away. */
export const items = nouns(`apple, book, coin, pencil, card, shell, stamp, marble, egg, brick, ticket, cup, rose,
  nail, bead, stone, key, plate, candle, button, ribbon, orange, lemon, banana, melon, cherry/cherries,
  berry/berries, potato/potatoes, tomato/tomatoes, onion, carrot, cookie, muffin, cake, candy/candies, sticker,
  balloon, kite, doll, puzzle, magnet, notebook, folder, envelope, letter, postcard, map, flag, badge, medal, ring,
  chain, hat, sock, shirt, glove, scarf/scarves, blanket, pillow, towel, lamp, bulb, battery/batteries, cable,
  screw, bolt, hammer, tile, plank, pipe, wheel, tire, seed, bulb pack, tree, flower, cactus/cactuses, fish/fishes,
  duck, goose/geese, chicken, sheep toy, horse figure, bottle cap, glass bead, paper clip, clay pot, tin can, tea bag,
  photo, poster, painting, brush/brushes, crayon, marker, eraser, ruler, cup holder, spoon, fork, knife/knives, bowl,
  jug, mug, pan, loaf/loaves, bagel, pretzel, waffle, pancake, sandwich/sandwiches, pizza, taco, walnut, peanut,
  almond, acorn, leaf/leaves, feather, pebble, crystal, gem, pearl, ruby/rubies, coupon, token, chip, block, cube,
  whistle, drum, flute, racket, helmet, skate, paddle, rope, tent, lantern, compass/compasses, watch/watches, clock`);

/** Things that only the evaluation problems speak of. */
export const heldOutItems = nouns(`mango/mangoes, turnip, biscuit, scooter, umbrella, thimble, lizard figure,
  bracelet, trumpet, saddle, walrus toy, pumpkin, basket ball, velvet bow, dice cup, goblet, satchel, radish/radishes,
  tulip, vinyl record, cork, zipper, ladle, domino/dominoes`);

/** Things that hold other things. */
export const containers =
  nouns(`box/boxes, bag, crate, basket, jar, pack, case, carton, tray, sack, drawer, shelf/shelves,
  bucket, chest, bin, barrel, tin, packet, pouch/pouches, rack`);

export const heldOutContainers = nouns(`hamper, trunk, locker, tub`);

/** Places with a stock of something. */
export const places =
  nouns(`shop, store, market, farm, school, library/libraries, museum, bakery/bakeries, factory/factories,
  warehouse, garden, club, office, hotel, kiosk, workshop`);

/** Given names. */
export const people = `Ana Ben Cleo Dan Eva Finn Gia Hugo Iris Jon Kim Leo Mia Ned Ola Pam Quin Rosa Sam Tom Uma Vic
  Wen Zoe Adil Bea Carl Dora Emil Fay Gus Hana Ivan Jada Kurt Lena Milo Nora Otto Petra Raj Sara Tim Vera Walt Yara`
  .trim()
  .split(/\s+/);

export const heldOutPeople = 'Amir Birgit Cyrus Delia Enzo Freya Goran Heidi Igor Juno Kofi Lucia'.split(' ');

export const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
