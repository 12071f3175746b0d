// Files of weather: what each format is taken for, and what can be wrong with one. The texts are of
// the shape of the genuine ones; those are read by tests/program/import_test.py, where they are.

#include "engine/weather.hpp"

#include "tests/engine/mutated.hpp"
#include "tests/engine/support.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace engine {
namespace {

using testing::HasSubstr;

Instant at(const std::string& date) {
    return parse_date(date).value();
}

Weather weather_of(const std::string& text) {
    return read_weather(text, "w");
}

std::string message_of(const std::string& text) {
    const auto error = error_of([&] { weather_of(text); });
    if (error) {
        EXPECT_EQ(error->fault(), InputFault::Scenario);
        EXPECT_EQ(error->place().file, "w");
    }
    return error ? error->what() : "";
}

const std::string hourly_preamble =
    "Latitude (decimal degrees):\t59.500\r\nLongitude (decimal degrees):\t-18.250\r\n"
    "Elevation (m):\t12\r\nRadiation database:\tPVGIS-SARAH2\r\n\r\n\r\n"
    "Slope: 30 deg. \r\nAzimuth: -45 deg. \r\n";
const std::string legend =
    "\r\nG(i): Global irradiance on the inclined plane\r\nPVGIS (c) European Union, 2001-2026";

TEST(Weather, OfAPvgisHourlySeriesIsSunOnAPlaneWithItsPlace) {
    const Weather weather =
        weather_of(hourly_preamble +
                   "time,G(i),H_sun,T2m,WS10m,Int\r\n20200101:1011,0.0,1.5,-3.25,1.4,0.0\r\n"
                   "20200101:1111,120.5,4.0,-2.0,1.4,1.0\r\n" +
                   legend);
    EXPECT_EQ(weather.format, WeatherFormat::PvgisHourlyCsv);
    EXPECT_EQ(weather.sunlight, Sunlight::Plane);
    EXPECT_EQ(weather.latitude_deg, 59.5);
    EXPECT_EQ(weather.longitude_deg, -18.25);
    EXPECT_EQ(weather.slope_deg, 30.0);
    EXPECT_EQ(weather.azimuth_from_south_deg, -45.0);
    EXPECT_FALSE(weather.is_typical_year);
    ASSERT_EQ(weather.hours.size(), 2U);
    // The minutes of a stamp are those of the satellite's picture: the row is its hour's.
    EXPECT_EQ(weather.hours[0].begins, at("2020-01-01 10:00"));
    EXPECT_EQ(weather.hours[0].temperature_degc, -3.25);
    EXPECT_EQ(weather.hours[1].plane_w_m2, 120.5);
}

TEST(Weather, AddsUpThePartsOfTheSunOnAPlane) {
    const Weather weather = weather_of(hourly_preamble +
                                       "time,P,Gb(i),Gd(i),Gr(i),H_sun,T2m,WS10m,Int\n"
                                       "20200101:1010,900.0,26.5,8.25,0.25,8.06,3.87,1.22,1.0\n" +
                                       legend);
    EXPECT_EQ(weather.hours[0].plane_w_m2, 35.0);
}

const std::string tmy_names = "time(UTC),T2m,RH,G(h),Gb(n),Gd(h),IR(h),WS10m,WD10m,SP\n";

TEST(Weather, OfATypicalYearGoesFromMonthToMonthOfDifferentYears) {
    const std::string rows =
        "20180131:2200,-1.5,90.0,0.0,-0.0,0.0,283.5,0.7,257.0,99870.0\n"
        "20180131:2300,-2.0,90.0,0.0,-0.0,0.0,283.5,0.7,257.0,99870.0\n"
        "20070201:0000,3.0,90.0,10.0,1.0,9.0,283.5,0.7,257.0,99870.0\n";
    for (const std::string& preamble :
         {std::string{}, std::string{"Latitude (decimal degrees): 45.000\nmonth,year\n1,2018\n"}}) {
        const Weather weather = weather_of(preamble + tmy_names + rows);
        EXPECT_EQ(weather.format, WeatherFormat::PvgisTmyCsv);
        EXPECT_TRUE(weather.is_typical_year);
        EXPECT_EQ(weather.latitude_deg.has_value(), !preamble.empty());
        ASSERT_EQ(weather.hours.size(), 3U);
        EXPECT_EQ(weather.hours[2].beam_normal_w_m2, 1.0);
        EXPECT_FALSE(std::signbit(weather.hours[0].beam_normal_w_m2));
        // Only month, day and hour count.
        EXPECT_EQ(weather.at(at("2031-01-31 23:59:59"))->temperature_degc, -2.0);
        EXPECT_EQ(weather.at(at("2031-02-01 00:00"))->temperature_degc, 3.0);
        EXPECT_EQ(weather.at(at("2031-02-01 01:00")), nullptr);
    }
}

/// Eight lines of header and a row an hour, with that source and clock.
std::string epw(const std::string& source, const std::string& utc_offset, const std::string& rows) {
    std::string text = "LOCATION,Umea,-,SWE," + source + ",24640,63.8,20.3," + utc_offset + ",24\n";
    for (int line = 2; line <= 8; ++line) {
        text += "HEADER," + std::to_string(line) + "\n";
    }
    return text + rows;
}

std::string epw_row(const std::string& date, const std::string& temperature,
                    const std::string& global) {
    return date + ",60,?9?9," + temperature + ",1.2,94,99870,9999,9999,283," + global + ",5,7,0\n";
}

TEST(Weather, OfEpwCountsHoursFromOneInLocalStandardTime) {
    const std::string rows =
        epw_row("2005,1,1,1", "-9.5", "0") + epw_row("2005,1,1,2", "-9.25", "12");
    const Weather weather = weather_of(epw("SRC-TMYx", "1.0", rows));
    EXPECT_EQ(weather.format, WeatherFormat::Epw);
    EXPECT_EQ(weather.sunlight, Sunlight::Horizontal);
    EXPECT_EQ(weather.latitude_deg, 63.8);
    EXPECT_EQ(weather.longitude_deg, 20.3);
    EXPECT_TRUE(weather.is_typical_year);
    EXPECT_EQ(weather.at(at("2026-12-31 23:30"))->temperature_degc, -9.5);
    EXPECT_EQ(weather.at(at("2027-01-01 00:00"))->global_w_m2, 12.0);
    EXPECT_EQ(weather.at(at("2027-01-01 00:00"))->beam_normal_w_m2, 5.0);
    EXPECT_EQ(weather.at(at("2027-01-01 00:00"))->diffuse_w_m2, 7.0);
}

// facts: PVGIS's EPW has an offset in its header, and rows in UTC all the same.
TEST(Weather, OfAnEpwByPvgisIsInUtcWhateverItsHeaderSays) {
    const Weather weather = weather_of(epw("ECMWF/ERA", "1", epw_row("2005,1,1,1", "-9.5", "0")));
    EXPECT_EQ(weather.at(at("2027-01-01 00:00"))->temperature_degc, -9.5);
    EXPECT_EQ(weather.at(at("2026-12-31 23:00")), nullptr);
}

/// With double quotes for single ones.
std::string json(std::string text) {
    std::replace(text.begin(), text.end(), '\'', '"');
    return text;
}

const std::string json_head =
    "{'inputs': {'location': {'latitude': 59.5, 'longitude': 18.0}, 'mounting_system': {'fixed':\n"
    " {'slope': {'value': 40, 'optimal': false}, 'azimuth': {'value': 10, 'optimal': false}}}},\n"
    " 'outputs': {'hourly': [";

TEST(Weather, OfAPvgisJsonIsThatOfItsCsv) {
    const Weather weather = weather_of(json(
        json_head +
        "{'time': '20130101:0010', 'P': 0.0, 'G(i)': 0.0, 'T2m': -0.97, 'Int': 0.0},\n"
        " {'time': '20130101:0110', 'Gb(i)': 1.5, 'Gd(i)': 2.0, 'Gr(i)': 0.5, 'T2m': -1.5}]},\n"
        " 'meta': {'inputs': {'location': {'description': 'Selected location'}}}}"));
    EXPECT_EQ(weather.format, WeatherFormat::PvgisHourlyJson);
    EXPECT_EQ(weather.latitude_deg, 59.5);
    EXPECT_EQ(weather.slope_deg, 40.0);
    EXPECT_EQ(weather.azimuth_from_south_deg, 10.0);
    ASSERT_EQ(weather.hours.size(), 2U);
    EXPECT_EQ(weather.hours[0].begins, at("2013-01-01 00:00"));
    EXPECT_EQ(weather.hours[1].plane_w_m2, 4.0);
    EXPECT_EQ(weather.hours[1].temperature_degc, -1.5);
}

TEST(Weather, OfAPanelThatTurnsHasNoPlane) {
    const Weather weather = weather_of(
        json("{'inputs': {'mounting_system': {'two_axis': {'slope': {'value': '-'}}}},\n"
             " 'outputs': {'hourly': [{'time': '20130101:0010', 'G(i)': 1.0, 'T2m': 2.0}]}}"));
    EXPECT_FALSE(weather.slope_deg);
    EXPECT_EQ(weather.sunlight, Sunlight::Plane);
}

TEST(Weather, OfOneHourStandsForTheTwentyEighthWhereTheLeapDayIsMissing) {
    const Weather weather = weather_of(
        "time,temperature_degc\n2027-02-28 23:00,-4\n2027-03-01 00:00,-3\n2027-03-01 01:00,-2\n");
    EXPECT_EQ(weather.sunlight, Sunlight::None);
    EXPECT_EQ(weather.at(at("2028-02-29 23:00"))->temperature_degc, -4.0);
    EXPECT_EQ(weather.at(at("2028-02-29 22:00")), nullptr);
    EXPECT_EQ(weather.at(at("2027-03-01 01:30"))->temperature_degc, -2.0);
}

TEST(Weather, OfSeveralYearsIsThatOfTheYearItself) {
    std::string text = "time,temperature_degc\n";
    const Instant begin = at("2024-01-01");
    const Instant end = at("2026-01-01");
    for (Instant hour = begin; hour < end; hour += std::chrono::hours{1}) {
        text += format_date(hour) + (hour < at("2025-01-01") ? ",1\n" : ",2\n");
    }
    const Weather weather = weather_of(text);
    EXPECT_FALSE(weather.is_typical_year);
    EXPECT_EQ(weather.at(at("2024-02-29 12:00"))->begins, at("2024-02-29 12:00"));
    EXPECT_EQ(weather.at(at("2025-07-01"))->temperature_degc, 2.0);
    // Before and behind the file it begins again.
    EXPECT_EQ(weather.at(at("2023-07-01"))->temperature_degc, 1.0);
    EXPECT_EQ(weather.at(at("2028-07-01"))->temperature_degc, 1.0);
}

TEST(Weather, SaysWhereAFileIsWrong) {
    struct Wrong {
        std::string text;
        const char* says;
    };
    const std::string ours = "time,temperature_degc\n";
    for (
        const auto& [text, says] : {
            Wrong{"", "w:1:1: is no weather that banktwin knows"},
            Wrong{"20200101:0010,1.0\n", "w:1:1: is no weather that banktwin knows"},
            Wrong{"horizon_azimuth,horizon_elevation\n0,9.9\n", "w:1:1: is a horizon by PVGIS"},
            Wrong{"Latitude (decimal degrees):\t45\n A\t\tH_hor\n0.0\t\t9.9\n",
                  "w:2:1: is a horizon by PVGIS"},
            Wrong{"time,power_w\n2026-01-01,3\n", "w:1:1: is a power profile"},
            Wrong{"Days ago,Date,Yield(Wh)\n", "w:1:1: is no weather but what was measured"},
            Wrong{",Battery Monitor [1]\n", "w:1:1: is no weather but what was measured"},
            Wrong{"2010-01-01:00,1,2,3,\n", "w:1:1: is of the households of SolBatSim"},
            Wrong{ours, "w:1:1: has no hours"},
            Wrong{"time;temperature_degc\n", "is no weather that banktwin knows"},
            Wrong{"time,temperature_degc;plane_w_m2\n", "w:1:22: columns are separated by commas"},
            Wrong{ours + "2026-01-01 00:00,warm\n", "w:2:18: expected a number between -90 and 60"},
            Wrong{ours + "2026-01-01 00:00,99.9\n", "w:2:18: expected a number between"},
            Wrong{ours + "2026-01-01 00:00,nan\n", "w:2:18: expected a number between"},
            Wrong{ours + "2026-01-01 00:00\n", "w:2:1: has 1 columns, not 2"},
            Wrong{ours + "2026-02-30 00:00,1\n", "w:2:1: expected a date and time"},
            Wrong{ours + "2026-01-01 00:30,1\n", "w:2:1: a row begins at a whole hour"},
            Wrong{
                ours + "2026-01-01 00:00,1\n2026-01-01 02:00,1\n",
                "w:3:1: \"2026-01-01 02:00\" does not follow the hour before it, 2026-01-01 00:00"},
            Wrong{ours + "2026-01-01 00:00,1\n2026-01-01 00:00,1\n", "w:3:1: \"2026-01-01 00:00\""},
            Wrong{"# latitude_deg 95\n" + ours, "w:1:16: expected a number between -90 and 90"},
            Wrong{"# banktwin weather\ntime,global_w_m2\n", "is no weather that banktwin knows"},
            Wrong{"# banktwin weather\ntime,temperature_degc,global_w_m2\n",
                  "w:2:23: column \"global_w_m2\" is not read; the sun is global_w_m2, "
                  "beam_normal_w_m2 and diffuse_w_m2 together, or plane_w_m2"},
            Wrong{"# banktwin weather\ntime,temperature_degc,plan_w_m2\n", "w:2:23: column"},
            Wrong{"time(UTC),T2m,RH,G(h)\n", "w:1:1: has not the columns G(h), Gb(n) and Gd(h)"},
            Wrong{"time(UTC),RH,G(h),Gb(n),Gd(h)\n", "w:1:1: has no column T2m"},
            Wrong{tmy_names + "20180131:220,1,2,3,4,5,6,7,8,9\n", "w:2:1: expected a time like"},
            Wrong{tmy_names + "20180131:2200,1,90,1700,0,0,1,1,1,1\n", "w:2:20: expected a number"},
            Wrong{"time,P,T2m\n", "has neither a column G(i), nor Gb(i), Gd(i) and Gr(i)"},
            Wrong{"LOCATION,x\n", "w:1:1: LOCATION has 2 cells, not 10"},
            Wrong{epw("x", "1", ""), "has no hours"},
            Wrong{"LOCATION,U,-,S,x,2,63.8,20.3,1,24\nDESIGN\n", "ends within its header"},
            Wrong{epw("x", "1", epw_row("2005,1,1,0", "1", "0")),
                  "w:9:10: expected a number between 1"},
            Wrong{epw("x", "1", epw_row("2005,2,30,1", "1", "0")), "w:9:8: there is no such day"},
            Wrong{epw("x", "1", epw_row("2005,1,1,1", "1", "9999")), "w:9:"},
            Wrong{epw("x", "1", "2005,1,1,1\n"), "w:9:1: has 4 cells"},
            Wrong{"{", "not JSON"},
            Wrong{"{}", "w:1:1: has no hours"},
            Wrong{json(json_head + "{'time': '20130101:0010', 'T2m': 1.0}]}}"),
                  "w:3:25: an hour without G(i)"},
            Wrong{json(json_head + "{'time': '2013-01-01', 'T2m': 1.0, 'G(i)': 1.0}]}}"),
                  "w:3:34: expected a time like 20160101:0010, not \"2013-01-01\""},
            Wrong{json(json_head + "{'time': '20130101:0010', 'T2m': null, 'G(i)': 1.0}]}}"),
                  "w:3:58: expected a number between -90 and 60, not \"null\""},
        }) {
        EXPECT_THAT(message_of(text), HasSubstr(says)) << text;
    }
}

/// Hours from a beginning on, of one kind of sunlight.
rc::Gen<Weather> gen_weather() {
    return rc::gen::exec([] {
        Weather weather;
        weather.sunlight = static_cast<Sunlight>(*rc::gen::inRange(0, 3));
        Instant begins = at("2023-01-01") + std::chrono::hours{*rc::gen::inRange(0, 30'000)};
        const int count = *rc::gen::inRange(1, 200);
        const auto tenths = [](int lowest, int highest) {
            return *rc::gen::inRange(lowest, highest) / 10.0;
        };
        for (int i = 0; i < count; ++i, begins += std::chrono::hours{1}) {
            WeatherHour hour{.begins = begins, .temperature_degc = tenths(-900, 600)};
            if (weather.sunlight == Sunlight::Horizontal) {
                hour.global_w_m2 = tenths(0, 16'000);
                hour.beam_normal_w_m2 = tenths(0, 16'000);
                hour.diffuse_w_m2 = tenths(0, 16'000);
            } else if (weather.sunlight == Sunlight::Plane) {
                hour.plane_w_m2 = tenths(0, 16'000);
            }
            weather.hours.push_back(hour);
        }
        if (*rc::gen::arbitrary<bool>()) {
            weather.latitude_deg = tenths(-900, 901);
        }
        return weather;
    });
}

RC_GTEST_PROP(WeatherCsv, SaysWhatItWasMadeOf, ()) {
    const Weather written = *gen_weather();
    const Weather read = weather_of(weather_csv(written));
    RC_ASSERT(read.sunlight == written.sunlight);
    RC_ASSERT(read.latitude_deg == written.latitude_deg);
    RC_ASSERT(!read.is_typical_year);
    RC_ASSERT(read.hours.size() == written.hours.size());
    for (std::size_t i = 0; i < read.hours.size(); ++i) {
        const WeatherHour& a = read.hours[i];
        const WeatherHour& b = written.hours[i];
        RC_ASSERT(a.begins == b.begins);
        RC_ASSERT(a.temperature_degc == b.temperature_degc);
        RC_ASSERT(a.global_w_m2 == b.global_w_m2);
        RC_ASSERT(a.beam_normal_w_m2 == b.beam_normal_w_m2);
        RC_ASSERT(a.diffuse_w_m2 == b.diffuse_w_m2);
        RC_ASSERT(a.plane_w_m2 == b.plane_w_m2);
        RC_ASSERT(read.at(a.begins + std::chrono::minutes{59}) == &a);
    }
}

// A file that lost a piece, or got one twice, is told, or is still whole weather.
RC_GTEST_PROP(WeatherCsv, WithAPieceCutOutIsOneErrorWithItsPlaceOrWhole, ()) {
    std::string text = weather_csv(*gen_weather());
    const auto begin = *rc::gen::inRange<std::size_t>(0, text.size());
    const auto length = *rc::gen::inRange<std::size_t>(1, 40);
    text.erase(begin, length);
    try {
        const Weather weather = weather_of(text);
        RC_ASSERT(!weather.hours.empty());
        for (const WeatherHour& hour : weather.hours) {
            RC_ASSERT(weather.at(hour.begins) != nullptr);
        }
    } catch (const InputError& error) {
        RC_ASSERT(error.place().line > 0);
        RC_ASSERT(error.place().column > 0);
    }
}

// Of each format one file, as accidents leave it.
RC_GTEST_PROP(Weather, OfAMutatedFileIsReadOrIsOneErrorAtItsPlace, ()) {
    static const std::vector<std::string> files = [] {
        std::vector<std::string> texts;
        for (const char* name :
             {"hourly.csv", "hourly.json", "own.csv", "typical_year.csv", "year.epw"}) {
            texts.push_back(
                text_of_file(tests::source_dir() + "/tests/fuzz/corpus/weather/" + name));
        }
        return texts;
    }();
    for (const std::string& text : files) {
        const std::string mutant = mutated(text, ",;:\t\"[]{}/.-\n 019e");
        try {
            const Weather weather = weather_of(mutant);
            RC_ASSERT(!weather.hours.empty());
            for (const WeatherHour& hour : weather.hours) {
                RC_ASSERT(weather.at(hour.begins) != nullptr);
            }
            RC_CLASSIFY(true, "is read");
        } catch (const InputError& error) {
            RC_ASSERT(error.place().file == "w");
            RC_ASSERT(error.place().line > 0);
            RC_ASSERT(error.place().column > 0);
        } catch (const std::exception& error) {
            RC_FAIL(std::string{"not an InputError: "} + error.what() + "\n" + mutant);
        }
    }
}

}  // namespace
}  // namespace engine
