#pragma once
// What to do about a setting of the BMS, in both languages: `banktwin explain` tells it.

#include "bms/settings.hpp"
#include "reports/words.hpp"

namespace reports {

/// Of a setting that the app does not show: that it is the product's own.
BothLanguages advice_on(bms::Setting setting);

}  // namespace reports
