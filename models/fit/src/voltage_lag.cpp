// Two loggers, or one that writes what it knew a row ago: voltages beside the currents of other
// rows.

#include "models/fit/profile.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <Eigen/Dense>

namespace models::fit {

namespace {

constexpr int most_rows = 3;           // that voltages may come late or early
constexpr int beside = most_rows + 1;  // jumps on each side
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
    // The row to which the voltages owe clearly more than to any other.
    int lag = 0;
    double most = clearly * std::fabs(owed(beside));
    for (int rows = 1; rows <= most_rows; ++rows) {
        for (const int its : {rows, -rows}) {
            const double share = std::fabs(owed(beside - its));
            if (share > most) {
                lag = its;
                most = clearly * share;
            }
        }
    }
    return lag;
}

void take_out_lag(Profile& profile, int lag) {
    const auto rows = static_cast<std::ptrdiff_t>(std::abs(lag));
    const auto drop = [rows](std::vector<double>& column, bool at_end) {
        if (!column.empty()) {
            const auto first = at_end ? column.end() - rows : column.begin();
            column.erase(first, first + rows);
        }
    };
    const bool is_late = lag > 0;
    for (auto* column :
         {&profile.time_s, &profile.current_a, &profile.temperature_degc, &profile.charge_ah}) {
        drop(*column, is_late);
    }
    drop(profile.voltage_v, !is_late);
}

}  // namespace models::fit
