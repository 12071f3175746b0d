#pragma once
// What is recorded of a run, and its values at one instant.

#include "engine/recording.hpp"
#include "engine/scenario.hpp"
#include "engine/system.hpp"
#include "engine/word.hpp"

#include <vector>

namespace engine {

/// Over all cells of a bank.
struct CellExtremes {
    double lowest_v, highest_v, coldest_degc, warmest_degc;
};
CellExtremes extremes_of(const models::Bank& bank);

/// Every signal that may be recorded, at whatever level.
struct SignalWord {
    Word word;
    std::string_view unit;
};
std::vector<SignalWord> signal_words();

/// The signals of a scenario at the level its `record:` asks for.
std::vector<Signal> signals_of(const Scenario& scenario);

/// Writes their values, in the order of `signals_of`, over `values`.
void read_signals(const System& system, RecordLevel level, const CellExtremes& extremes,
                  std::vector<double>& values);

}  // namespace engine
