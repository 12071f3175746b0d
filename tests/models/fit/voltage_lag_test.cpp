// Voltages that stand beside the currents of other rows.

#include "tests/models/fit/measured_cell.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace models::fit {
namespace {

/// Its voltages so many rows later.
Profile shifted(Profile profile, int rows) {
    std::vector<double>& voltage_v = profile.voltage_v;
    if (rows > 0) {
        std::rotate(voltage_v.begin(), voltage_v.end() - rows, voltage_v.end());
    } else {
        std::rotate(voltage_v.begin(), voltage_v.begin() - rows, voltage_v.end());
    }
    return profile;
}

TEST(VoltageLag, IsSeenFromTheEdgesOfPulsesAndOfADriveCycle) {
    for (const Profile& profile :
         {pulses().samples, pulses(60.0).samples, drive(1.3, 5.0, 20.0).samples}) {
        const double dt_s = profile.time_s[1];
        EXPECT_EQ(voltage_lag(profile), 0) << dt_s;
        EXPECT_EQ(voltage_lag(shifted(profile, 1)), 1) << dt_s;
        EXPECT_EQ(voltage_lag(shifted(profile, -1)), -1) << dt_s;
        EXPECT_EQ(voltage_lag(shifted(profile, 2)), 2) << dt_s;
        EXPECT_EQ(voltage_lag(shifted(profile, -3)), -3) << dt_s;
    }
}

TEST(VoltageLag, IsTheSameWhateverThePositiveCurrentDoes) {
    Profile turned = shifted(pulses().samples, 1);
    for (double& current_a : turned.current_a) {
        current_a = -current_a;
    }
    EXPECT_EQ(voltage_lag(turned), 1);
}

TEST(VoltageLag, IsNoneWhereFewEdgesOrNoneTell) {
    EXPECT_EQ(voltage_lag(shifted(slow_discharge().samples, 1)), 0);
    Profile one_pulse = pulses().samples;
    for (auto* column : {&one_pulse.time_s, &one_pulse.current_a, &one_pulse.voltage_v,
                         &one_pulse.temperature_degc}) {
        column->resize(150);
    }
    EXPECT_EQ(voltage_lag(shifted(one_pulse, 1)), 0);
    EXPECT_EQ(voltage_lag({}), 0);
}

TEST(TakeOutLag, GivesEveryCurrentItsOwnVoltage) {
    const Profile right = pulses(60.0).samples;
    Profile late = shifted(right, 1);
    late.charge_ah.assign(late.size(), 1.0);
    take_out_lag(late, 1);
    Profile early = shifted(right, -1);
    take_out_lag(early, -1);
    const std::size_t rows = right.size() - 1;
    for (const Profile& profile : {late, early}) {
        ASSERT_EQ(profile.size(), rows);
        ASSERT_EQ(profile.voltage_v.size(), rows);
        EXPECT_EQ(profile.temperature_degc.size(), rows);
    }
    EXPECT_EQ(late.charge_ah.size(), rows);
    for (std::size_t i = 0; i < rows; ++i) {
        EXPECT_EQ(late.voltage_v[i], right.voltage_v[i]);
        EXPECT_EQ(late.current_a[i], right.current_a[i]);
        EXPECT_EQ(early.voltage_v[i], right.voltage_v[i + 1]);
        EXPECT_EQ(early.current_a[i], right.current_a[i + 1]);
    }
    Profile later = shifted(right, 3);
    take_out_lag(later, 3);
    ASSERT_EQ(later.size(), right.size() - 3);
    EXPECT_TRUE(
        std::equal(later.voltage_v.begin(), later.voltage_v.end(), right.voltage_v.begin()));
    Profile untouched = right;
    take_out_lag(untouched, 0);
    EXPECT_EQ(untouched.size(), right.size());
}

}  // namespace
}  // namespace models::fit
