#pragma once
// Samples on change: what goes into the result file, and how often.

#include "engine/sim_time.hpp"

#include <optional>
#include <string>
#include <vector>

namespace engine {

/// One recorded quantity.
struct Signal {
    std::string name;  // "bank_voltage_v"
    std::string unit;
    std::string device;  // of a device's signal
    int battery = 0;     // from 1; 0 for the bank
    int cell = 0;
    bool is_step = false;    // holds its value between samples; else linear
    double dead_band = 0.0;  // a change beyond this is recorded
};

/// Receives what is recorded. Samples of one signal come in rising time.
class SampleSink {
  public:
    virtual ~SampleSink() = default;
    SampleSink() = default;
    SampleSink(const SampleSink&) = delete;
    SampleSink& operator=(const SampleSink&) = delete;

    /// Called once, before any sample; a sample names its signal by its place in the list.
    virtual void signals(const std::vector<Signal>& signals) = 0;
    virtual void sample(std::size_t signal, SimTime at, double value) = 0;
};

/// Decides which of the values offered every second are worth a row: those beyond the dead-band,
/// one a day at least, and all around an event. A run that would write more than `rows_per_year`
/// keeps only the last two.
class Recorder {
  public:
    static constexpr double rows_per_year = 150'000.0;
    /// Rows a run may write ahead of that rate: weeks of a busy system are kept whole.
    static constexpr double rows_in_hand = 50'000.0;

    /// `sink` may be null: then nothing is recorded.
    Recorder(SampleSink* sink, std::vector<Signal> signals);

    bool is_on() const { return sink_ != nullptr; }
    /// Offers the values of all signals, in their order. `is_event`: record every one that differs
    /// from what would be read there otherwise.
    void offer(SimTime now, const std::vector<double>& values, bool is_event);
    /// Records the last values offered, at the end of the run.
    void finish(SimTime now, const std::vector<double>& values);

  private:
    struct State {
        std::optional<double> recorded;
        SimTime recorded_at{0};
        double last = 0.0;  // offered, not recorded
        SimTime last_at{0};
    };
    void record(std::size_t signal, SimTime at, double value);

    SampleSink* sink_;
    std::vector<Signal> signals_;
    std::vector<State> states_;
    double rows_ = 0.0;
};

}  // namespace engine
