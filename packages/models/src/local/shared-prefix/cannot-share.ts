/** Why a model can't share the cache of a prompt among samples; the model then runs as it is, with copied caches. */
export class CannotShare extends Error {
  override readonly name = 'CannotShare';
}
