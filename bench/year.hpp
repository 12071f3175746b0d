#pragma once
// A year of fifty batteries: panels by the hour or by the minute, loads every day, frost in winter.

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

#include <stdlib.h>

namespace bench {

/// What 12 kW of panels give at each step of a year: the sun's height of 50 degrees north, and a
/// cloud for every hour drawn from its number.
inline double panels_w(std::int64_t at_s) {
    constexpr double peak_w = 12'000.0;
    const std::int64_t hour = at_s / 3600;
    const double from_noon_h = static_cast<double>(at_s % 86'400) / 3600.0 - 12.0;
    const double day = static_cast<double>(at_s) / 86'400.0;
    // Half a day's length goes from 4 hours in winter to 8 in summer; parabolas are good enough.
    const double year = (day - 172.0) / 182.5;
    const double season = 1.0 - year * year;  // -0.1 … 1
    const double half_day_h = 4.0 + 4.0 * (season > 0.0 ? season : 0.0);
    const double height = 1.0 - from_noon_h * from_noon_h / (half_day_h * half_day_h);
    std::uint64_t z = static_cast<std::uint64_t>(hour) + 0x9E3779B97F4A7C15ULL;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    const double clear = static_cast<double>(z >> 40U) / static_cast<double>(1U << 24U);
    const double noon_w = peak_w * (0.35 + 0.65 * (season > 0.0 ? season : 0.0));
    return height > 0.0 ? noon_w * height * clear : 0.0;
}

/// A new folder that is removed with everything in it.
class Folder {
  public:
    Folder() {
        std::string name =
            (std::filesystem::temp_directory_path() / "banktwin-bench-XXXXXX").string();
        if (::mkdtemp(name.data()) != nullptr) {
            path_ = name;
        }
    }
    ~Folder() {
        std::error_code error;
        std::filesystem::remove_all(path_, error);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    std::string path(const char* name) const { return (path_ / name).string(); }

  private:
    std::filesystem::path path_;
};

/// A folder with the profile as CSV, and the scenario beside it.
class Year {
  public:
    explicit Year(std::int64_t step_s) { write(step_s); }

    std::string scenario() const { return folder_.path("year.yaml"); }
    std::string result() const { return folder_.path("year.sqlite"); }

  private:
    void write(std::int64_t step_s) const {
        std::ofstream csv{folder_.path("panels.csv")};
        csv << "time_s,power_w\n";
        for (std::int64_t at_s = 0; at_s < 365 * 86'400; at_s += step_s) {
            csv << at_s << ',' << panels_w(at_s) << '\n';
        }
        std::ofstream{folder_.path("year.yaml")} << R"(
start: 2026-01-01
duration: 365 d
ambient: {temperature: 13 degC, daily_amplitude: 4 degC, yearly_amplitude: 6 degC}
bank:
  battery: lithium_ng_12v8_200ah
  parallel: 50
  wiring: diagonal
  link_resistance: 0.1 mOhm
  soc_pct: 70
  spread: {capacity_pct: 1, resistance_pct: 5, soc_pct: 0.5, self_discharge_pct: 10}
devices:
  panels: {model: profile_charger, profile: panels.csv, charges: 800 A}
  house: {model: constant_power, draws: 300 W, connected_to: load}
  kitchen: {model: constant_power, draws: 2 kW, from: '17:00', to: '19:30', connected_to: load}
  pump: {model: constant_power, draws: 800 W, from: '06:00', to: '07:00', connected_to: load}
)";
    }
    Folder folder_;
};

}  // namespace bench
