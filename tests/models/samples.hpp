#pragma once
// Cells and batteries to experiment on.

#include "models/bank.hpp"

namespace models {

/// A chemistry in which every quantity has a closed form: OCV a + b * SoC, resistances that depend
/// on nothing, no entropy, two RC pairs, nothing lost while charging.
inline constexpr double plain_rc1 = 0.5;  // R1 / R0
inline constexpr double plain_rc2 = 0.8;  // R2 / R0
inline Chemistry plain_chemistry(double empty_v = 3.0, double full_v = 3.5) {
    return {.ocv_discharge_v = {{0.0, empty_v}, {1.0, full_v}},
            .entropic_v_per_k = {{0.0, 0.0}, {1.0, 0.0}},
            .r0_factor = {{0.0, 1.0}, {1.0, 1.0}},
            .rc1_factor = level_curve(plain_rc1),
            .rc1_s = 25.0,
            .rc2_factor = level_curve(plain_rc2),
            .rc2_s = 1200.0};
}

/// LiFePO4 with everything that bends: two branches with their knees, both hystereses, entropy of
/// both signs, resistances over charge and temperature.
inline Chemistry lithium_chemistry() {
    return {
        .ocv_discharge_v = {{-0.01, 0.0},
                            {-0.005, 1.7},
                            {0.0, 2.5},
                            {0.01, 2.8},
                            {0.03, 2.94},
                            {0.05, 3.036},
                            {0.1, 3.172},
                            {0.2, 3.209},
                            {0.3, 3.2415},
                            {0.4, 3.2695},
                            {0.5, 3.281},
                            {0.6, 3.2845},
                            {0.7, 3.29},
                            {0.8, 3.315},
                            {0.9, 3.3254},
                            {0.98, 3.328},
                            {0.99, 3.345},
                            {1.0, 3.5},
                            {1.01, 3.9}},
        .ocv_charge_v = {{-0.01, 0.4},
                         {-0.005, 2.0},
                         {0.0, 2.66},
                         {0.01, 2.9},
                         {0.03, 3.008},
                         {0.05, 3.093},
                         {0.1, 3.222},
                         {0.2, 3.259},
                         {0.3, 3.299},
                         {0.4, 3.3147},
                         {0.5, 3.3183},
                         {0.6, 3.3225},
                         {0.7, 3.3316},
                         {0.8, 3.354},
                         {0.9, 3.3596},
                         {0.98, 3.372},
                         {0.99, 3.39},
                         {1.0, 3.54},
                         {1.01, 3.94}},
        .hysteresis_rate = 25.0,
        .relaxing_v = {{0.0, 0.0}, {0.05, 0.03}, {0.2, 0.02}, {0.5, 0.017}, {1.0, 0.03}},
        .relaxing_rate = 400.0,
        .relaxes_in_s = 900.0,
        .hysteresis = {.fixed_share = 0.78, .activation_k = 4129.0},
        .entropic_v_per_k = {{0.0, -490e-6},
                             {0.1, -164e-6},
                             {0.3, -44e-6},
                             {0.4, 97.5e-6},
                             {0.7, 145e-6},
                             {0.9, 84e-6},
                             {1.0, 118e-6}},
        .r0_factor = {{0.0, 1.3},
                      {0.1, 1.3},
                      {0.2, 1.05},
                      {0.4, 1.08},
                      {0.5, 1.0},
                      {0.7, 0.87},
                      {0.8, 0.97},
                      {1.0, 0.89}},
        .rc1_factor = {{0.0, 1.0}, {0.03, 0.7}, {0.2, 0.6}, {0.5, 0.35}, {0.97, 0.4}, {1.0, 0.9}},
        .rc1_s = 25.0,
        .rc2_factor = {{0.0, 3.0}, {0.02, 0.9}, {0.1, 0.5}, {1.0, 0.4}},
        .rc2_s = 1200.0,
        .resistance = {.fixed_share = 0.69, .activation_k = 5383.0},
        .coulombic_efficiency = 0.9998};
}

/// A cell of 100 Ah and half a milliohm, one of the four in 12.8 V and 2 mΩ.
inline CellParameters sample_cell() {
    return {.capacity_ah = 100.0,
            .resistance_ohm = 0.5e-3,
            .self_discharge_a = 0.0,
            .heat_capacity_j_per_k = 3200.0,
            .heat_transfer_w_per_k = 0.5};
}

/// 12.8 V, 100 Ah, 2 mΩ, with the resolutions of D-14.
inline BatteryParameters sample_battery() {
    return {.cells = 4,
            .nominal_voltage_v = 12.8,
            .capacity_ah = 100.0,
            .internal_resistance_ohm = 2e-3,
            .self_discharge_pct_per_30d = 2.0,
            .heat_capacity_j_per_k = 12'800.0,
            .heat_transfer_w_per_k = 1.9};
}

}  // namespace models
