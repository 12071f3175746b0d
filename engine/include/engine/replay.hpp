#pragma once
// Runs a core from a trace or a log: what it was given then is given again, and what it shows is
// told, watched and compared.

#include "engine/event.hpp"
#include "engine/replay_source.hpp"
#include "engine/status_events.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace engine {

/// Sees the core at every change: waveforms.
class ReplayWatcher {
  public:
    virtual ~ReplayWatcher() = default;
    ReplayWatcher() = default;
    ReplayWatcher(const ReplayWatcher&) = delete;
    ReplayWatcher& operator=(const ReplayWatcher&) = delete;

    /// The sample that holds from this tick on; the first one is number 1.
    virtual void given(std::uint64_t tick, const bms::BankSample& sample) = 0;
    /// What the core is after so many ticks.
    virtual void shows(std::uint64_t ticks, const bms::Core& core, const BmsLook& look) = 0;
};

/// A code ("A-B07"), an event ("load_off") or an output ("load", either way) that stops a replay.
class Breakpoint {
  public:
    /// Nothing when that is no such name.
    static std::optional<Breakpoint> parse(std::string_view text);
    static std::vector<std::string> names();

    const std::string& name() const { return name_; }
    /// A code stops when it is raised.
    bool stops_at(const Event& event) const;

  private:
    std::string name_;
};

struct ReplayOptions {
    std::optional<SimTime> until;
    std::vector<Breakpoint> breaks;
    ReplayWatcher* watcher = nullptr;
    std::function<void(SimTime now)> progress{};  // called now and then
};

/// One field in which the replay is not what was recorded.
struct FieldDifference {
    std::string field;
    std::string recorded;
    std::string replayed;
};

/// Where the replay first leaves the record.
struct Difference {
    SimTime at{0};
    int line = 0;  // of the step, or of what it expects
    std::vector<FieldDifference> fields;
    bms::BankSample sample;  // held then
};

struct ReplayResult {
    std::vector<Event> events;
    SimTime end{0};
    std::optional<std::string> stopped_by;  // the name of a breakpoint
    std::size_t compared = 0;               // places where something was expected
    std::size_t differing = 0;              // those of them that differ, and changes not recorded
    std::optional<Difference> first_difference;
    // As they stand at the end.
    bool has_supply = true;
    bms::BankSample sample;
    bms::Core core;
    std::optional<bms::BankView> view;  // nothing: the source knows but the sample
};

/// Throws InputError at a mistake in what it reads.
ReplayResult replay(ReplaySource& source, const ReplayOptions& options = {});

}  // namespace engine
