// Weather made up from a climate: what a scenario says of it, and whether a shipped climate is like
// its place.

#include "engine/synthetic_weather.hpp"

#include "engine/resolved.hpp"
#include "tests/engine/support.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace engine {
namespace {

using testing::HasSubstr;

std::string scenario_with(const std::string& weather, const std::string& more = "") {
    return "start: 2026-11-01\nduration: 1 d\nweather: " + weather +
           "\nbank: {battery: lithium_ng_12v8_100ah, soc_pct: 50}\n" + more;
}
Weather weather_of(const std::string& weather, const std::string& more = "") {
    return load_text(scenario_with(weather, more)).scenario.weather->weather();
}
std::string what_of_weather(const std::string& weather) {
    return what_of(scenario_with(weather));
}
bool is_same(const Weather& one, const Weather& other) {
    return std::equal(one.hours.begin(), one.hours.end(), other.hours.begin(), other.hours.end(),
                      [](const WeatherHour& a, const WeatherHour& b) {
                          return a.begins == b.begins && a.temperature_degc == b.temperature_degc &&
                                 a.global_w_m2 == b.global_w_m2;
                      });
}

TEST(SyntheticWeather, IsAWholeYearAtItsPlaceForAnyRun) {
    const Weather weather = weather_of("{synthetic: piedmont}");
    EXPECT_EQ(weather.hours.size(), 8760U);
    EXPECT_EQ(weather.sunlight, Sunlight::Horizontal);
    EXPECT_EQ(weather.latitude_deg, 45.0);
    EXPECT_EQ(weather.longitude_deg, 8.0);
    const auto at = [&](const char* date) { return weather.at(parse_date(date).value()); };
    EXPECT_EQ(at("2031-07-01 12:00"), at("2026-07-01 12:00"));
    EXPECT_EQ(at("2028-02-29 12:00"), at("2028-02-28 12:00"));
    const auto scenario =
        load_text(scenario_with("{synthetic: {like: stockholm, longitude_deg: 17}}"));
    EXPECT_EQ(scenario.scenario.weather->place()->latitude_deg, 59.3);
    EXPECT_EQ(scenario.scenario.weather->place()->longitude_deg, 17.0);
}

// Piedmont, at 45°, has 13.6 °C on the mean and 15 % of December overcast; Stockholm, at 59.3°, has
// 7.5 °C and 60 %.
TEST(SyntheticWeather, OfALatitudeAloneIsOnTheLineThroughTheCataloguesClimates) {
    const auto climate_at = [](const std::string& more) {
        return *load_text(scenario_with("{synthetic: {latitude_deg: " + more + "}}"))
                    .scenario.weather->synthetic;
    };
    const ClimateEntry half_way = climate_at("52.15");
    EXPECT_NEAR(half_way.temperature_degc, 10.55, 0.051);
    EXPECT_NEAR(half_way.overcast_december_pct, 37.5, 0.051);
    EXPECT_EQ(half_way.name, "");
    EXPECT_EQ(climate_at("45").temperature_degc, 13.6);
    EXPECT_EQ(climate_at("59.3").temperature_degc, 7.5);
    // Beyond: 2.7 °C colder, with the clouds of the last that is known.
    EXPECT_NEAR(climate_at("65.6").temperature_degc, 7.5 - 6.1 * 6.3 / 14.3, 0.051);
    EXPECT_EQ(climate_at("65.6").overcast_december_pct, 60.0);
    EXPECT_EQ(climate_at("38").overcast_december_pct, 15.0);
    const ClimateEntry said = climate_at("52.15, temperature: 5 degC, spells: 0 degC");
    EXPECT_EQ(said.temperature_degc, 5.0);
    EXPECT_EQ(said.spells_degc, 0.0);
    EXPECT_NEAR(said.daily_amplitude_degc, 5.15, 0.051);
}

// What is estimated is told, and written out it is the same scenario.
TEST(SyntheticWeather, OfALatitudeAloneTellsWhatItAssumes) {
    const auto loaded = load_text(scenario_with("{synthetic: {latitude_deg: 59}}"));
    std::vector<std::string> told;
    for (const Assumption& row : assumptions_of(loaded)) {
        if (row.note == "by its latitude, as of stockholm and piedmont") {
            told.push_back(row.path + " " + row.value + " " + row.unit);
        }
    }
    EXPECT_THAT(told, testing::IsSupersetOf({"weather.synthetic.temperature_degc 7.6 degC",
                                             "weather.synthetic.overcast_december_pct 59.1 %"}));
    const auto again = load_text(resolved_yaml(loaded, false));
    EXPECT_EQ(resolved_yaml(again, false), resolved_yaml(loaded, false));
}

// The clock is the sun's own then.
TEST(SyntheticWeather, WithoutALongitudeIsThatOfGreenwich) {
    const std::string climate = "{synthetic: {latitude_deg: 59, temperature: 7.5 degC";
    const Weather weather = weather_of(climate + "}}");
    EXPECT_EQ(weather.longitude_deg, 0.0);
    EXPECT_TRUE(is_same(weather, weather_of(climate + ", longitude_deg: 0}}")));
    EXPECT_FALSE(is_same(weather, weather_of(climate + ", longitude_deg: 18}}")));
    // Half the light of a clear year comes before 12:00 UTC, but for the equation of time.
    double before_noon = 0.0;
    double after_noon = 0.0;
    for (std::size_t hour = 0; hour < weather.hours.size(); ++hour) {
        (hour % 24 < 12 ? before_noon : after_noon) += weather.hours[hour].global_w_m2;
    }
    EXPECT_NEAR(before_noon / after_noon, 1.0, 0.02);
}

// One seed per scenario, unless the weather has one of its own.
TEST(SyntheticWeather, ComesFromTheScenariosSeedUnlessItHasItsOwn) {
    const Weather one = weather_of("{synthetic: piedmont}");
    EXPECT_TRUE(is_same(one, weather_of("{synthetic: piedmont}", "seed: 1\n")));
    EXPECT_FALSE(is_same(one, weather_of("{synthetic: piedmont}", "seed: 2\n")));
    const std::string own = "{synthetic: {like: piedmont, seed: 7}}";
    EXPECT_TRUE(is_same(weather_of(own), weather_of(own, "seed: 2\n")));
    EXPECT_TRUE(is_same(weather_of(own), weather_of("{synthetic: piedmont}", "seed: 7\n")));
}

TEST(SyntheticWeather, IsRefusedWhereItSaysTooMuchOrTooLittle) {
    EXPECT_THAT(what_of_weather("{}"),
                HasSubstr("test.yaml:3:10: weather.file: is missing: a file"));
    EXPECT_THAT(what_of_weather("{synthetic: piedmont, latitude_deg: 46}"),
                HasSubstr("test.yaml:3:46: weather.latitude_deg: a climate says where it is"));
    EXPECT_THAT(what_of_weather("{synthetic: piemont}"), HasSubstr("did you mean piedmont?"));
    EXPECT_THAT(what_of_weather("{synthetic: {latitude_deg: 20}}"),
                HasSubstr("weather.synthetic.temperature_degc: is missing"));
    EXPECT_THAT(what_of_weather("{synthetic: {latitude_deg: -45}}"),
                HasSubstr("weather.synthetic.temperature_degc: is missing"));
    EXPECT_THAT(what_of_weather("{synthetic: {temperature: 5 degC}}"),
                HasSubstr("weather.synthetic.latitude_deg: is missing"));
    EXPECT_THAT(what_of_weather("{synthetic: {like: piedmont, sky_lasts: 10 min}}"),
                HasSubstr("weather.synthetic.sky_lasts_s: "));
    const Folder folder;
    const std::string csv =
        folder.write("w.csv", "# banktwin weather\ntime,temperature_degc\n2026-11-01 00:00,5\n");
    EXPECT_THAT(what_of_weather("{synthetic: piedmont, file: " + csv + "}"),
                HasSubstr("weather.synthetic: file is given too"));
}

// The catalogue that is built in is nobody's to mend.
TEST(SyntheticWeather, BesidesAFileIsTheMistakeOfWhoeverAddedIt) {
    const Folder folder;
    const std::string csv =
        folder.write("w.csv", "# banktwin weather\ntime,temperature_degc\n2026-11-01 00:00,5\n");
    const auto error = error_of([&] {
        load_text(
            "start: 2026-11-01\nduration: 1 h\nbank: {battery: lithium_ng_12v8_100ah}\n"
            "weather: {synthetic: piedmont}\n",
            {.sets = {"weather={file: " + csv + "}"}});
    });
    ASSERT_TRUE(error);
    EXPECT_THAT(error->what(), HasSubstr("--set weather={file: " + csv +
                                         "}: weather.synthetic: file is given too"));
    EXPECT_EQ(error->fault(), InputFault::Scenario);
}

// A command line may go on below the name.
TEST(SyntheticWeather, CanBeChangedBelowItsName) {
    const auto loaded = load_text(
        scenario_with("{synthetic: piedmont}"),
        {.sets = {"weather.synthetic.temperature=3 degC"}, .seed = std::nullopt, .catalogs = {}});
    EXPECT_EQ(loaded.scenario.weather->synthetic->temperature_degc, 3.0);
    EXPECT_EQ(loaded.scenario.weather->synthetic->latitude_deg, 45.0);
}

TEST(SyntheticWeather, LightsTiltedPanelsAndSaysWhatItIs) {
    const auto loaded = load_text(scenario_with(
        "{synthetic: piedmont}",
        "devices:\n  sun: {model: smartsolar_75_15, panel: 200 W, tilt_deg: 40, facing: SE}\n"));
    std::vector<std::string> rules;
    for (const Assumption& row : assumptions_of(loaded)) {
        if (row.note == synthetic_rule.note || row.note == tilt_rule.note ||
            row.note == weather_rule.note) {
            rules.push_back(row.path);
        }
    }
    EXPECT_THAT(rules, testing::ElementsAre("weather.synthetic", "devices.sun.tilt_deg"));
}

// The typical year of PVGIS for 45 N 8 E: mean 13.56 °C, 1,436 kWh/m² in a year and 222 from
// November to February, 1,460 hours below 5 °C. Ten years of chance are that close to it.
TEST(SyntheticWeather, OfPiedmontIsLikeAYearThere) {
    double degc = 0.0, sun_kwh = 0.0, winter_kwh = 0.0;
    int cold = 0;
    for (int seed = 1; seed <= 10; ++seed) {
        const Weather weather =
            weather_of("{synthetic: piedmont}", "seed: " + std::to_string(seed) + "\n");
        for (std::size_t h = 0; h < weather.hours.size(); ++h) {
            const WeatherHour& hour = weather.hours[h];
            const std::size_t day_of_year = h / 24 + 1;
            degc += hour.temperature_degc / 8760.0;
            cold += hour.temperature_degc < 5.0;
            sun_kwh += hour.global_w_m2 / 1000.0;
            winter_kwh += day_of_year <= 59 || day_of_year > 304 ? hour.global_w_m2 / 1000.0 : 0.0;
        }
    }
    EXPECT_NEAR(degc / 10.0, 13.56, 0.4);
    EXPECT_NEAR(sun_kwh / 10.0, 1436.0, 0.03 * 1436.0);
    EXPECT_NEAR(winter_kwh / 10.0, 222.0, 0.05 * 222.0);
    EXPECT_NEAR(cold / 10.0, 1460.0, 0.15 * 1460.0);
}

}  // namespace
}  // namespace engine
