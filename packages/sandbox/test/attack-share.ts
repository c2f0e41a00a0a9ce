/** A share of the attacks, so that all tests together stay quick; `AGENTD_EVERY_ATTACK=1` runs every one. */
export const attackShare = { oneIn: process.env['AGENTD_EVERY_ATTACK'] === '1' ? 1 : 12 };
