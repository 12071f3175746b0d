// Measured profiles: what is read, and what every mistake is told as.

#include "reports/profile_reader.hpp"

#include "engine/input_error.hpp"

#include <cmath>
#include <memory>
#include <sstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reports {
namespace {

using engine::InputError;
using models::fit::PositiveCurrent;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;

MeasuredProfile read(const std::string& text, std::optional<double> degc = std::nullopt) {
    return read_profile(engine::TextLines{std::make_unique<std::istringstream>(text), "data.csv"},
                        "data.csv", degc);
}

std::string mistake(const std::string& text) {
    try {
        read(text);
    } catch (const InputError& error) {
        return error.what();
    }
    return "none";
}

const std::string names = "time_s,current_a,voltage_v\n";

TEST(ProfileReader, ReadsColumnsInAnyOrderAndCaseBetweenOthers) {
    const MeasuredProfile profile = read(
        "\xEF\xBB\xBF\"Step\",Voltage_V, TIME_S ,Current_A,Temp_C\r\n"
        "CC,3.3,0.5,-10,24.5\r\nCC,3.2,60.5,-1e1,25\r\n\r\n");
    EXPECT_THAT(profile.samples.time_s, ElementsAre(0.5, 60.5));
    EXPECT_THAT(profile.samples.current_a, ElementsAre(-10.0, -10.0));
    EXPECT_THAT(profile.samples.voltage_v, ElementsAre(3.3, 3.2));
    EXPECT_THAT(profile.samples.temperature_degc, ElementsAre(24.5, 25.0));
    EXPECT_TRUE(profile.has_temperature);
}

TEST(ProfileReader, ReadsSemicolonsAndTabsWithCommasInTheNumbers) {
    const MeasuredProfile profile = read(
        "\xEF\xBB\xBF\"time_s\";\"current_a\";\"voltage_v\"\r\n"
        "0,5;-10;3,3\r\n60,5;\"-1e1\";3.2\r\n");
    EXPECT_THAT(profile.samples.time_s, ElementsAre(0.5, 60.5));
    EXPECT_THAT(profile.samples.current_a, ElementsAre(-10.0, -10.0));
    EXPECT_THAT(profile.samples.voltage_v, ElementsAre(3.3, 3.2));
    EXPECT_THAT(read("time_s\tcurrent_a\tvoltage_v\n0\t1\t3,25\n1\t1\t3.5\n").samples.voltage_v,
                ElementsAre(3.25, 3.5));
    EXPECT_EQ(mistake("time_s;current_a;voltage_v\n0;1;1,2,3\n"),
              "data.csv:2:5: voltage_v: expected a number between -5 and 10, not \"1,2,3\"");
}

TEST(ProfileReader, Takes25DegreesOrWhatIsSaid) {
    EXPECT_THAT(read(names + "0,1,3\n1,1,3\n").samples.temperature_degc, Each(25.0));
    EXPECT_THAT(
        read("temperature_degc," + names + "7,0,1,3\n7,1,1,3\n", 5.0).samples.temperature_degc,
        Each(5.0));
}

TEST(ProfileReader, HoldsATemperatureThatIsNotInEveryRow) {
    const std::string with = "temperature_degc," + names;
    const MeasuredProfile profile = read(with + ",0,1,3\n7,1,1,3\n ,2,1,3\n9,3,1,3\n");
    EXPECT_THAT(profile.samples.temperature_degc, ElementsAre(7.0, 7.0, 7.0, 9.0));
    EXPECT_TRUE(profile.has_temperature);
    // In none: as without the column.
    const MeasuredProfile none = read(with + ",0,1,3\n,1,1,3\n");
    EXPECT_THAT(none.samples.temperature_degc, Each(25.0));
    EXPECT_FALSE(none.has_temperature);
    EXPECT_EQ(mistake(with + "7,0,1,3\nwarm,1,1,3\n"),
              "data.csv:3:1: temperature_degc: expected a number between -100 and 200, not "
              "\"warm\"");
}

TEST(ProfileReader, MovesVoltagesThatStandARowAfterTheirCurrents) {
    // 10 mΩ, one current every ten seconds, and the voltage of each in the row after it. Pulses
    // that came again every few rows would not tell which of them a voltage belongs to.
    constexpr std::string_view draws = "0011101001011100010110010111000110101101";
    std::string text = names + "0,0,3.3\n";
    for (std::size_t i = 1; i < draws.size(); ++i) {
        text += std::to_string(10 * i) + ',' + (draws[i] == '1' ? "-10" : "0") + ',' +
                (draws[i - 1] == '1' ? "3.2" : "3.3") + '\n';
    }
    const MeasuredProfile profile = read(text);
    EXPECT_EQ(profile.voltage_lag, 1);
    ASSERT_EQ(profile.samples.size(), draws.size() - 1);
    for (std::size_t i = 0; i < profile.samples.size(); ++i) {
        EXPECT_EQ(profile.samples.voltage_v[i], profile.samples.current_a[i] < 0.0 ? 3.2 : 3.3)
            << i;
    }
    EXPECT_THAT(oddities_of(profile, ""),
                ElementsAre("data.csv: the voltages stand a row after the currents that make them, "
                            "as the edges tell, and were moved there"));
}

TEST(ProfileReader, KeepsBothSidesOfAnEdgeThatShareATime) {
    EXPECT_THAT(read(names + "0,0,3.3\n1,0,3.3\n1,9,3.4\n2,9,3.4\n").samples.current_a,
                ElementsAre(0.0, 0.0, 9.0, 9.0));
}

TEST(ProfileReader, TellsEveryMistakeWhereItIs) {
    EXPECT_EQ(mistake(""), "data.csv:1:1: is empty; the first line names the columns");
    EXPECT_EQ(mistake("time_s,current_a,volts\n0,1,2\n"),
              "data.csv:1:1: column voltage_v is missing; there are time_s, current_a, volts");
    EXPECT_EQ(mistake("Time_ms,current_a,voltage_v\n0,1,2\n"),
              "data.csv:1:1: column time_s is missing; there are time_ms, current_a, voltage_v; "
              "time_ms seems to be in ms: divide by 1000 and call it time_s");
    EXPECT_THAT(mistake("Time (ms),current_a,voltage_v\n0,1,2\n"),
                HasSubstr("time (ms) seems to be in ms"));
    EXPECT_EQ(mistake("times,current_a,voltage_v\n0,1,2\n"),
              "data.csv:1:1: column time_s is missing; there are times, current_a, voltage_v");
    EXPECT_EQ(mistake("temp_c,temperature_degc," + names),
              "data.csv:1:8: column \"temperature_degc\" is a second temp_c");
    EXPECT_EQ(mistake(names + "0,1,3.3\n2,1,3.3\n1,1,3.3\n"),
              "data.csv:4:1: time goes back, from 2 to 1 s");
    EXPECT_EQ(mistake(names + "0,1,3.3\n1,x,3.3\n"),
              "data.csv:3:3: current_a: expected a number between -1e+05 and 1e+05, not \"x\"");
    EXPECT_EQ(mistake(names + "0,1,\n"),
              "data.csv:2:5: voltage_v: expected a number between -5 and 10, not \"\"");
    EXPECT_EQ(mistake(names + "0,1,13.3\n"),
              "data.csv:2:5: voltage_v: expected a number between -5 and 10, not \"13.3\"");
    EXPECT_EQ(mistake(names + "0,nan,3\n"),
              "data.csv:2:3: current_a: expected a number between -1e+05 and 1e+05, not \"nan\"");
    EXPECT_EQ(mistake(names + "0,1\n"), "data.csv:2:1: has 2 columns, not 3 as the first line");
    EXPECT_THAT(mistake(names + "0,1,3.3\n"), HasSubstr("needs at least two rows"));
    EXPECT_THAT(mistake(names + "5,1,3.3\n5,0,3.3\n"), HasSubstr("at different times"));
}

// --- what was counted ---

TEST(ProfileReader, CountsWhatGoesInLessWhatGoesOut) {
    for (const auto& [in, out] :
         {std::pair{"chg_Ah", "dis_Ah"}, std::pair{"charge_ah", "discharge_ah"},
          std::pair{"Charge_Capacity_Ah", "Discharge_Capacity_Ah"}}) {
        const MeasuredProfile profile =
            read("time_s,current_a,voltage_v," + std::string{in} + ',' + out +
                 "\n0,-36,3.3,5,7\n100,-36,3.3,5,8.01\n200,36,3.3,5,8.01\n300,36,3.3,6.01,8.01\n");
        EXPECT_THAT(profile.samples.charge_ah,
                    ElementsAre(0.0, testing::DoubleNear(-1.01, 1e-12),
                                testing::DoubleNear(-1.01, 1e-12), testing::DoubleNear(0.0, 1e-12)))
            << in;
        EXPECT_TRUE(profile.is_counted);
    }
    EXPECT_EQ(mistake("chg_ah,charge_ah," + names),
              "data.csv:1:8: column \"charge_ah\" is a second chg_ah");
    // One alone is of either sign, and turned to that of the current.
    EXPECT_THAT(read("dis_ah," + names + "0,0,10,3.3\n1,360,10,3.3\n").samples.charge_ah,
                ElementsAre(0.0, testing::DoubleNear(1.0, 1e-12)));
}

// --- what is odd ---

std::string rows_of(double from_s, double to_s, double dt_s, double current_a) {
    std::string text;
    for (double t_s = from_s; t_s < to_s; t_s += dt_s) {
        text += std::to_string(t_s) + ',' + std::to_string(current_a) + ",3.3\n";
    }
    return text;
}

TEST(Oddities, NameAGapAndItsCharge) {
    MeasuredProfile profile = read(names + rows_of(0, 100, 1, -36) + rows_of(999, 1200, 1, -36));
    EXPECT_THAT(oddities_of(profile, "so says the test"),
                ElementsAre("data.csv says nothing for 900 s from 99 s on; 9 Ah are taken to have "
                            "gone out there, so says the test"));
}

TEST(Oddities, CountManyGapsInOneSentence) {
    std::string text = names;
    for (int part = 0; part < 7; ++part) {
        text += rows_of(1000.0 * part, 1000.0 * part + 100, 1, -36);
    }
    // Six of 901 s and 9.01 Ah.
    MeasuredProfile profile = read(text);
    EXPECT_THAT(oddities_of(profile, "so says the test"),
                ElementsAre("data.csv says nothing for long 6 times, 1.5 h together; 54.06 Ah are "
                            "taken to have gone out there, so says the test"));
    for (models::fit::ProfileGap& gap : profile.samples.gaps) {
        gap.charge_ah = 0.0;
    }
    EXPECT_THAT(
        oddities_of(profile, "so says the test"),
        ElementsAre("data.csv says nothing for long 6 times, 1.5 h together; these are taken "
                    "as rests, so says the test"));
}

TEST(Oddities, NameACounterThatWasNotUsed) {
    const auto said = [](const std::string& counted) {
        return oddities_of(
            read("time_s,current_a,voltage_v,chg_ah,dis_ah\n0,-36,3.3,0,0\n1000,-36,3.3,0," +
                 counted + "\n"),
            "");
    };
    EXPECT_THAT(said("10.4"), testing::IsEmpty());
    EXPECT_THAT(said("9"), ElementsAre("data.csv: chg_ah and dis_ah is off by 10 % from what its "
                                       "currents add up to, more than 5 %, and not used: the "
                                       "currents tell the charge"));
}

TEST(Oddities, NameACurrentThatNeverComesToZero) {
    const auto said = [](double rest_a) {
        return oddities_of(
            read(names + rows_of(0, 100, 1, -50 + rest_a) + rows_of(100, 200, 1, rest_a)), "");
    };
    EXPECT_THAT(said(0.25), ElementsAre(HasSubstr("stands at +0.25 A (positive charges)")));
    EXPECT_THAT(said(-0.25), ElementsAre(HasSubstr("stands at -0.25 A")));
    EXPECT_THAT(said(0.0), testing::IsEmpty());
    EXPECT_THAT(said(0.001), testing::IsEmpty());
    EXPECT_THAT(said(5.0), testing::IsEmpty());  // a current, not an offset
}

// --- the sign ---

/// Pulses that lift the voltage when the current is positive.
MeasuredProfile pulses(const std::string& file, double sign) {
    MeasuredProfile profile;
    profile.file = file;
    for (int i = 0; i < 100; ++i) {
        const double current_a = i % 10 < 5 ? 20.0 : 0.0;
        profile.samples.time_s.push_back(i);
        profile.samples.current_a.push_back(sign * current_a);
        profile.samples.voltage_v.push_back(3.3 + 0.001 * current_a);
        profile.samples.temperature_degc.push_back(25.0);
    }
    return profile;
}

TEST(MakeChargingPositive, TurnsWhatDischargesAndBelievesWhatIsSaid) {
    MeasuredProfile profile = pulses("a.csv", -1.0);
    EXPECT_EQ(make_charging_positive({&profile}, std::nullopt), PositiveCurrent::Discharge);
    EXPECT_EQ(profile.samples.current_a.front(), 20.0);
    EXPECT_EQ(make_charging_positive({&profile}, std::nullopt), PositiveCurrent::Charge);
    EXPECT_EQ(profile.samples.current_a.front(), 20.0);
    EXPECT_EQ(make_charging_positive({&profile}, PositiveCurrent::Discharge),
              PositiveCurrent::Discharge);
    EXPECT_EQ(profile.samples.current_a.front(), -20.0);
}

TEST(MakeChargingPositive, LeavesAWordWhereTheVoltagesSayOtherwise) {
    MeasuredProfile profile = pulses("a.csv", -1.0);
    make_charging_positive({&profile}, PositiveCurrent::Charge);
    EXPECT_THAT(oddities_of(profile, ""),
                ElementsAre("a.csv: its voltages say clearly that positive current discharges, but "
                            "--positive charge was said and is believed"));
    MeasuredProfile agrees = pulses("b.csv", 1.0);
    make_charging_positive({&agrees}, PositiveCurrent::Charge);
    EXPECT_THAT(oddities_of(agrees, ""), testing::IsEmpty());
}

TEST(MakeChargingPositive, AsksWhenFilesDisagreeOrNoneTells) {
    const auto mistake_of = [](std::vector<MeasuredProfile*> profiles) {
        try {
            make_charging_positive(profiles, std::nullopt);
        } catch (const InputError& error) {
            return std::string{error.what()};
        }
        return std::string{"none"};
    };
    MeasuredProfile a = pulses("a.csv", 1.0);
    MeasuredProfile b = pulses("b.csv", -1.0);
    MeasuredProfile rest = pulses("rest.csv", 0.0);
    EXPECT_THAT(mistake_of({&a, &b}), HasSubstr("b.csv:1:1: its voltage says that positive current "
                                                "discharges, that of a.csv says the opposite"));
    EXPECT_THAT(mistake_of({&rest}), HasSubstr("say --positive charge or --positive discharge"));
    // It is the column of the current that is in question.
    MeasuredProfile of_rest = read("voltage_v,time_s,current_a\n3.3,0,0\n3.3,1,0\n");
    EXPECT_THAT(mistake_of({&of_rest}), HasSubstr("data.csv:1:18: its voltage does not tell"));
    // One that does not tell goes with the others.
    rest.samples.current_a.assign(rest.samples.size(), 1.0);
    rest.samples.voltage_v.assign(rest.samples.size(), 3.3);
    EXPECT_EQ(mistake_of({&b, &rest}), "none");
    EXPECT_EQ(rest.samples.current_a.front(), -1.0);
}

// --- rests that were left out, and the time closed up ---

/// Six loads of 200 s at 2 A: V = 3.3 - 20 mV (1 - exp(-t / 60 s)), t from the beginning of each.
/// Between them `rest_s` go by, of which a row is written every 10 s or none.
std::string loads(double rest_s, bool are_rests_written) {
    std::string text = "time_s,current_a,voltage_v\n";
    double now_s = 0.0;
    for (int load = 0; load < 6; ++load) {
        for (double t_s = 0.0; t_s < 200.0; t_s += 10.0) {
            text +=
                fmt::format("{},-2,{:.5f}\n", now_s, 3.3 - 0.02 * (1.0 - std::exp(-t_s / 60.0)));
            now_s += 10.0;
        }
        for (double t_s = 0.0; t_s < rest_s; t_s += 10.0) {
            text += are_rests_written ? fmt::format("{},0,3.3\n", now_s) : "";
            now_s += 10.0;
        }
    }
    return text;
}

TEST(OdditiesOf, TellsOfRestsThatWereClosedUp) {
    EXPECT_THAT(oddities_of(read(loads(0.0, false)), ""),
                ElementsAre(HasSubstr("data.csv: 5 times the voltage comes back as in a rest while "
                                      "its current stays: were rests left out")));
    EXPECT_THAT(oddities_of(read(loads(1200.0, true)), ""), testing::IsEmpty());
    // Where the time goes on, it is a gap.
    EXPECT_THAT(oddities_of(read(loads(1200.0, false)), ""), Each(HasSubstr("says nothing for")));
    // A voltage that is read to 10 mV goes back and forth, too.
    std::string noisy = "time_s,current_a,voltage_v\n";
    for (int t_s = 0; t_s < 600; ++t_s) {
        noisy += fmt::format("{},-2,{:.2f}\n", t_s, 3.3 + (t_s * 7919 % 13 < 6 ? 0.01 : 0.0));
    }
    EXPECT_THAT(oddities_of(read(noisy), ""), testing::IsEmpty());
}

}  // namespace
}  // namespace reports
