// Which mutant is the core: none below 0. Linked first, so that it is known before any test is
// made.

#include <cstdlib>

extern int bms_mutant;
int bms_mutant = std::atoi(std::getenv("BMS_MUTANT"));
