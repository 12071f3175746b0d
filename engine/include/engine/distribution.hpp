#pragma once
// What a Monte-Carlo value is drawn from.

#include "models/random.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace engine {

enum class Law { Normal, Uniform, Triangular, Lognormal, Choice };

/// How a law is written: {normal: [5, 3]}.
struct LawRow {
    Law law;
    std::string_view name;
    std::size_t parameters;  // 0: any number of values
    std::string_view help;
};
inline constexpr std::array<LawRow, 5> law_table{{
    {Law::Normal, "normal", 2, "[mean, standard deviation]"},
    {Law::Uniform, "uniform", 2, "[lowest, highest]"},
    {Law::Triangular, "triangular", 3, "[lowest, most likely, highest]"},
    {Law::Lognormal, "lognormal", 2,
     "[median, factor]: two of three lie between median / factor and median * factor"},
    {Law::Choice, "choice", 0, "[one, another, …], each as likely as the others"},
}};

/// A law with its numbers, and the range outside of which nothing is drawn. Normal and lognormal
/// have their middle inside it and spread no wider than it is, so that a third of all draws or more
/// lies inside.
struct Distribution {
    Law law = Law::Normal;
    std::array<double, 3> parameters{};
    double lowest = 0.0;
    double highest = 0.0;
};

/// The value of one draw: a function of the stream and the draw (below 2^31) alone. What falls
/// outside the range is drawn anew, so the tails are cut off. For every law but Choice.
double draw_from(const Distribution& distribution, const models::RandomStream& stream,
                 std::uint64_t draw);

/// Which of `count` is chosen.
std::size_t choose_from(std::size_t count, const models::RandomStream& stream, std::uint64_t draw);

}  // namespace engine
