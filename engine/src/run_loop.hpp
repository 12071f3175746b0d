#pragma once
// What happens at one instant, whoever decides which instants there are.

#include "engine/agenda.hpp"
#include "engine/observer.hpp"
#include "engine/run.hpp"
#include "engine/system.hpp"

#include <optional>
#include <vector>

namespace engine {

/// Tells a trace, if there is one, what the core is given and what it shows.
class TraceTap {
  public:
    TraceTap(TraceWriter* trace, const Scenario& scenario, const models::BmsHost& bms);
    /// The tick that has just passed.
    void tick();
    void finish();

  private:
    TraceWriter* trace_;
    const models::BmsHost& bms_;
    int starts_ = 0;
};

/// Looks at the BMS as an app would, at the first control tick from each moment on.
class AppWatcher {
  public:
    AppWatcher(const std::vector<SimTime>& moments, const models::BmsHost& bms);
    void look(SimTime now);
    std::optional<SimTime> next() const;
    std::vector<AppLook> take();

  private:
    const std::vector<SimTime>& moments_;
    const models::BmsHost& bms_;
    std::vector<AppLook> looks_;
};

/// A run under way. Both arguments outlive it.
class RunLoop {
  public:
    /// The batteries send their frames so often.
    static constexpr SimTime frame = second;

    RunLoop(const LoadedScenario& loaded, const RunOptions& options);

    SimTime now() const { return now_; }
    bool is_over() const { return now_ >= horizon_; }
    System& system() { return system_; }
    const Observer& observer() const { return observer_; }

    /// The next instant at which something happens, every control tick of the core being one.
    SimTime next_instant() const;
    /// Of these, the first that nobody could tell from how the plant moves.
    SimTime next_appointment() const;
    /// The last frame has told all that there is: nothing has changed since, and it is now.
    bool is_fresh() const { return is_fresh_; }
    /// Something waits for the next control tick.
    bool waits() const { return agenda_.waits(); }
    /// The plant has followed its plan until then, and nothing has happened but what only an
    /// observer sees; `arrive` comes next.
    void follow(SimTime then) { observer_.follow(now_, then); }
    /// Lets happen all that happens at that instant; whatever lies before it has happened.
    void arrive(SimTime then);
    RunResult finish(Driver driver);

  private:
    const RunOptions& options_;
    SimTime horizon_;
    System system_;
    Observer observer_;
    TraceTap trace_;
    AppWatcher app_;
    Agenda agenda_;
    std::optional<SimTime> next_edge_;
    SimTime next_progress_;
    SimTime now_{0};
    std::int64_t instants_ = 0;
    bool is_fresh_ = false;
};

}  // namespace engine
