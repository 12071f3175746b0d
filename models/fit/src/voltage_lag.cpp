// Two loggers, or one that writes what it knew a row ago: voltages beside the currents of other
// rows.

#include "models/fit/profile.hpp"

#include <algorithm>
#include <cmath>

#include <Eigen/Dense>

namespace models::fit {

namespace {

constexpr int beside = 2;  // jumps on each side
constexpr int near_jumps = 2 * beside + 1;
constexpr double edge_share = 0.1;  // of the largest current

std::vector<double> changes_of(const std::vector<double>& values) {
    std::vector<double> out;
    for (std::size_t i = 1; i < values.size(); ++i) {
        out.push_back(values[i] - values[i - 1]);
    }
    return out;
}

std::size_t count_edges(const std::vector<double>& jumps_a, double largest_a) {
    return static_cast<std::size_t>(
        std::count_if(jumps_a.begin(), jumps_a.end(),
                      [&](double jump_a) { return std::fabs(jump_a) >= edge_share * largest_a; }));
}

}  // namespace

int voltage_lag(const Profile& profile) {
    constexpr std::size_t least_edges = 5;
    constexpr double least_told = 0.5;  // of all that the voltage changes
    constexpr double clearly = 1.5;
    const std::vector<double> jumps_a = changes_of(profile.current_a);
    const std::vector<double> jumps_v = changes_of(profile.voltage_v);
    double largest_a = 0.0;
    for (const double current_a : profile.current_a) {
        largest_a = std::max(largest_a, std::fabs(current_a));
    }
    if (jumps_a.size() < near_jumps || count_edges(jumps_a, largest_a) < least_edges) {
        return 0;
    }
    // What every jump of the voltage owes to the jumps of the current around it. Those further off
    // have what a cell answers slowly.
    Eigen::Matrix<double, near_jumps, near_jumps> gram;
    Eigen::Matrix<double, near_jumps, 1> along;
    gram.setZero();
    along.setZero();
    double squares = 0.0;
    for (std::size_t i = beside; i + beside < jumps_a.size(); ++i) {
        const Eigen::Map<const Eigen::Matrix<double, near_jumps, 1>> near{&jumps_a[i - beside]};
        if (near.cwiseAbs().maxCoeff() < edge_share * largest_a) {
            continue;  // hours of noise
        }
        gram += near * near.transpose();
        along += near * jumps_v[i];
        squares += jumps_v[i] * jumps_v[i];
    }
    const Eigen::Matrix<double, near_jumps, 1> owed = gram.ldlt().solve(along);
    if (!owed.allFinite() || owed.dot(along) < least_told * squares) {
        return 0;
    }
    const double before = std::fabs(owed(beside - 1));
    const double now = clearly * std::fabs(owed(beside));
    const double after = std::fabs(owed(beside + 1));
    if (before > std::max(now, clearly * after)) {
        return 1;
    }
    return after > std::max(now, clearly * before) ? -1 : 0;
}

void take_out_lag(Profile& profile, int lag) {
    if (lag == 0) {
        return;
    }
    const bool is_late = lag > 0;
    for (auto* column :
         {&profile.time_s, &profile.current_a, &profile.temperature_degc, &profile.charge_ah}) {
        if (!column->empty()) {
            column->erase(is_late ? column->end() - 1 : column->begin());
        }
    }
    profile.voltage_v.erase(is_late ? profile.voltage_v.begin() : profile.voltage_v.end() - 1);
}

}  // namespace models::fit
