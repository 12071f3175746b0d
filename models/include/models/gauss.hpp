#pragma once
// Nodes and weights of Gauss and Legendre on 0..1. One of each for a number type: the kernels of
// the cells share nothing with each other (models/src/cell_kernel_lanes.hpp).

#include <cstddef>

namespace models {

template <std::size_t n>
struct GaussRule {
    static constexpr std::size_t nodes = n;
    double at[n];
    double weight[n];
};

template <class Real>
inline constexpr GaussRule<5> gauss_5{
    .at = {0.04691007703066800, 0.23076534494715845, 0.5, 0.76923465505284155, 0.95308992296933200},
    .weight = {0.11846344252809454, 0.23931433524968324, 0.28444444444444444, 0.23931433524968324,
               0.11846344252809454}};

template <class Real>
inline constexpr GaussRule<8> gauss_8{
    .at = {0.01985507175123188, 0.10166676129318664, 0.2372337950418355, 0.4082826787521751,
           0.5917173212478249, 0.7627662049581645, 0.8983332387068134, 0.9801449282487681},
    .weight = {0.05061426814518813, 0.11119051722668724, 0.15685332293894364, 0.181341891689181,
               0.181341891689181, 0.15685332293894364, 0.11119051722668724, 0.05061426814518813}};

}  // namespace models
