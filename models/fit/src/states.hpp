#pragma once

#include "models/fit/cell_fit.hpp"

#include <vector>

namespace models::fit {

/// A profile made ready for the fit: what does not depend on the dynamics, at the rows that are
/// compared.
struct Course {
    std::vector<ProfileStep> steps;  // steps[i] leads to sample i; the first is empty
    std::vector<double> charge_c_s;  // |charge| that arrives in step i, in seconds at 1C
    double hysteresis;               // at the start
    double capacity_ah;
    std::vector<std::size_t> rows;                        // samples that are compared
    std::vector<double> weight;                           // of each row
    std::vector<double> soc, current_a, voltage_v, degc;  // at each row
    /// At each row: what the samples until there may have missed of the charge, one deviation.
    std::vector<double> unsure_soc;
};

/// At most `most_rows` rows, evenly through the samples.
Course course_of(const FitProfile& profile, double capacity_ah, double coulombic_efficiency,
                 std::size_t most_rows);

/// From the lowest to the highest state of charge that is compared.
struct SocRange {
    double lowest, highest;
};
SocRange range_of(const std::vector<Course>& courses);

/// What the amplitudes multiply, at each row.
struct States {
    std::vector<double> rc1_a, rc2_driven_a, hysteresis, relaxing;
};
/// The states of models::Cells with their exact solutions for held currents.
States states_of(const Course& course, const CellDynamics& dynamics);

}  // namespace models::fit
