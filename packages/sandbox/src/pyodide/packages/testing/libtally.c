// A shared library that a Python extension needs. How it is built: see tally.c.
int tally_step = 1;

int tally_next(int value) { return value + tally_step; }
