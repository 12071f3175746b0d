#include "weights.hpp"

#include "basis.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace models::fit {

namespace {

constexpr double model_error_v = 3e-3;
constexpr std::size_t weight_bins = 50;

std::size_t bin_of(double soc, std::size_t bins) {
    return static_cast<std::size_t>(
        std::clamp(soc * static_cast<double>(bins), 0.0, static_cast<double>(bins - 1)));
}

/// Voltage per SoC, roughly, from all rows: medians in bins.
class RoughSlope {
  public:
    explicit RoughSlope(const std::vector<Course>& courses) {
        std::array<std::vector<double>, bins> volts;
        for (const Course& course : courses) {
            for (std::size_t row = 0; row < course.rows.size(); ++row) {
                volts[bin_of(course.soc[row], bins)].push_back(course.voltage_v[row]);
            }
        }
        std::vector<double> at;
        std::vector<double> medians;
        for (std::size_t bin = 0; bin < bins; ++bin) {
            if (!volts[bin].empty()) {
                const auto middle =
                    volts[bin].begin() + static_cast<std::ptrdiff_t>(volts[bin].size() / 2);
                std::nth_element(volts[bin].begin(), middle, volts[bin].end());
                at.push_back((static_cast<double>(bin) + 0.5) / bins);
                medians.push_back(*middle);
            }
        }
        for (std::size_t bin = 0; bin < bins; ++bin) {
            slopes_[bin] = slope_at(at, medians, (static_cast<double>(bin) + 0.5) / bins);
        }
    }

    double at(double soc) const { return slopes_[bin_of(soc, bins)]; }

  private:
    static constexpr std::size_t bins = 100;

    static double slope_at(const std::vector<double>& at, const std::vector<double>& volts,
                           double soc) {
        if (at.size() < 2) {
            return 0.0;
        }
        const auto value = [&](double place) {
            const Hat hat = hat_at(at, place);
            return volts[hat.left] + hat.right_share * (volts[hat.left + 1] - volts[hat.left]);
        };
        constexpr double step = 1.0 / bins;
        return std::fabs(value(soc + step) - value(soc - step)) / (2.0 * step);
    }

    std::array<double, bins> slopes_{};
};

}  // namespace

void weigh(std::vector<Course>& courses, double soc_error) {
    const RoughSlope slope{courses};
    for (Course& course : courses) {
        std::array<double, weight_bins> time_s{};
        for (std::size_t row = 0; row < course.rows.size(); ++row) {
            time_s[bin_of(course.soc[row], weight_bins)] += course.weight[row];
        }
        double sum = 0.0;
        for (std::size_t row = 0; row < course.rows.size(); ++row) {
            const double its = time_s[bin_of(course.soc[row], weight_bins)];
            course.weight[row] = its > 0.0 ? course.weight[row] / std::sqrt(its) : 0.0;
            sum += course.weight[row];
        }
        for (std::size_t row = 0; row < course.rows.size(); ++row) {
            const double by_soc_v =
                std::hypot(soc_error, course.unsure_soc[row]) * slope.at(course.soc[row]);
            course.weight[row] *= model_error_v * model_error_v / sum /
                                  (model_error_v * model_error_v + by_soc_v * by_soc_v);
        }
    }
}

}  // namespace models::fit
