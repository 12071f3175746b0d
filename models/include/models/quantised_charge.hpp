#pragma once
// What a battery that reads its current in whole steps counts over a time in which the current is
// linear.

#include "models/cells.hpp"

namespace models {

/// The integral over `dt_s` of the current as read: rounded to the nearest multiple of
/// `resolution_ua` (> 0). With u in steps, n = round(u) and du/dt constant it is the difference
/// of n u - n^2 / 2 over du/dt, for that is the integral of round(u) du. In microampere-seconds.
double quantised_charge_ua_s(CurrentRamp current, double resolution_ua, double dt_s);

}  // namespace models
