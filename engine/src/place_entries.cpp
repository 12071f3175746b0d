#include "engine/catalog_entries.hpp"

namespace engine {

Table table_of(const EnclosureEntry*) {
    static constexpr std::array table{
        field<&EnclosureEntry::name>("name", "what people call it"),
        field<&EnclosureEntry::source>("source", "where the values are from"),
        field<&EnclosureEntry::loses_w_per_k>(
            "loses_w_per_k",
            "heat its walls let through, all batteries together; open to the air if not given",
            {.unit = Unit::WattPerKelvin, .lowest = 0.01, .highest = 1e4}),
        field<&EnclosureEntry::holds_j_per_k>(
            "holds_j_per_k",
            "heat that warms it by one kelvin, without the batteries; 3600 J/K if not given",
            {.unit = Unit::JoulePerKelvin, .lowest = 1, .highest = 1e9}),
        field<&EnclosureEntry::heated_to_degc>(
            "heated_to_degc", "others keep it at least this warm around the enclosure",
            {.unit = Unit::DegreeCelsius, .lowest = -50, .highest = 50}),
    };
    static_assert(keys_are_sound(table));
    return table;
}

Table table_of(const ClimateEntry*) {
    static constexpr std::array table{
        field<&ClimateEntry::name>("name", "what people call it"),
        field<&ClimateEntry::source>("source", "where the values are from"),
        field<&ClimateEntry::latitude_deg>(
            "latitude_deg",
            "where it is, north is positive; what else is not said is as the catalogue's climates "
            "have it on the way there, from 33 to 71° north",
            {.lowest = -90, .highest = 90, .presence = Presence::Required}),
        field<&ClimateEntry::longitude_deg>(
            "longitude_deg",
            "where it is, east is positive; 0 if not given: the sun is highest about 12:00 UTC",
            {.lowest = -180, .highest = 180}),
        field<&ClimateEntry::temperature_degc>("temperature_degc",
                                               "mean of the year; estimated from 33 to 71° north",
                                               {.unit = Unit::DegreeCelsius,
                                                .lowest = -40,
                                                .highest = 40,
                                                .presence = Presence::Required}),
        field<&ClimateEntry::yearly_amplitude_degc>(
            "yearly_amplitude_degc", "how far the year swings above and below the mean",
            {.unit = Unit::DegreeCelsius, .lowest = 0, .highest = 40}),
        field<&ClimateEntry::warmest_day_of_year>("warmest_day_of_year",
                                                  "the day of the year when it is warmest",
                                                  {.lowest = 1, .highest = 365}),
        field<&ClimateEntry::daily_amplitude_degc>(
            "daily_amplitude_degc", "how far a day swings above and below its mean in the open sky",
            {.unit = Unit::DegreeCelsius, .lowest = 0, .highest = 30}),
        field<&ClimateEntry::spells_degc>(
            "spells_degc", "standard deviation of warm and cold spells",
            {.unit = Unit::DegreeCelsius, .lowest = 0, .highest = 20}),
        field<&ClimateEntry::spells_last>("spells_last_s",
                                          "after so long 1/e is left of a spell on the mean",
                                          {.unit = Unit::Second, .lowest = 3600, .highest = 2.6e6}),
        field<&ClimateEntry::overcast_december_pct>(
            "overcast_december_pct", "share of the time with an overcast sky, in December",
            {.unit = Unit::Percent, .lowest = 0, .highest = 100}),
        field<&ClimateEntry::overcast_june_pct>(
            "overcast_june_pct", "the same in June, and between them in between",
            {.unit = Unit::Percent, .lowest = 0, .highest = 100}),
        field<&ClimateEntry::sky_lasts>("sky_lasts_s",
                                        "how long the clouds stay as they are on the mean",
                                        {.unit = Unit::Second, .lowest = 3600, .highest = 2.6e6}),
        field<&ClimateEntry::seed>("seed", "of the weather alone; the scenario's if not given",
                                   {.lowest = 0, .highest = 9e15}),
    };
    static_assert(keys_are_sound(table));
    return table;
}

}  // namespace engine
