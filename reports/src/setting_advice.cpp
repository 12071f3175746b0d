#include "reports/setting_advice.hpp"

#include <algorithm>
#include <array>

namespace reports {

using bms::Setting;

namespace {

struct AdviceRow {
    Setting setting;
    BothLanguages advice;
};

/// Those that a person sets in VictronConnect (manual §4.3).
constexpr std::array<AdviceRow, 6> table{{
    {Setting::LowSocWarning,
     {"Set it so far above the floor that somebody can still act; banktwin drain tells the days "
      "between.",
      "Ställ den så långt över golvet att någon hinner göra något; banktwin drain säger hur många "
      "dagar det är."}},
    {Setting::DischargeFloor,
     {"Set it so that what stays on the battery does not empty it before it is charged again; 10 % "
      "or more.",
      "Ställ det så att det som är kvar på batteriet inte tömmer det innan det laddas igen; 10 % "
      "eller mer."}},
    {Setting::PreAlarmCell,
     {"Higher gives more time before LOAD opens, and more alarms under heavy loads.",
      "Högre ger mer tid innan LOAD öppnar, och fler larm under tung belastning."}},
    {Setting::ChargedPerCell,
     {"A little below the absorption voltage of every charger, else the bank never counts as full.",
      "Lite under absorptionsspänningen hos varje laddare, annars räknas banken aldrig som full."}},
    {Setting::TailCurrent,
     {"Above the current that the chargers end with, below that of a bank that still charges.",
      "Över den ström som laddarna slutar med, under den hos en bank som ännu laddas."}},
    {Setting::ChargedDetection,
     {"Longer where clouds or loads come and go, so that a short dip of the current is no full "
      "bank.",
      "Längre där moln eller belastningar kommer och går, så att en kort dipp i strömmen inte blir "
      "en full bank."}},
}};

constexpr BothLanguages not_in_the_app{
    "It is the product's own; change it in a scenario to see what it does.",
    "Den är produktens egen; ändra den i ett scenario för att se vad den gör."};

}  // namespace

BothLanguages advice_on(Setting setting) {
    const auto* row = std::find_if(table.begin(), table.end(),
                                   [&](const AdviceRow& each) { return each.setting == setting; });
    return row == table.end() ? not_in_the_app : row->advice;
}

}  // namespace reports
