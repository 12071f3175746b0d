#pragma once
// What a scenario lets happen, in the order of time.

#include "engine/fault.hpp"
#include "engine/observer.hpp"
#include "engine/scenario.hpp"
#include "engine/system.hpp"

#include <cstddef>
#include <optional>
#include <variant>
#include <vector>

namespace engine {

class Agenda {
  public:
    explicit Agenda(const Scenario& scenario);

    /// When something happens next; nothing: never, or it waits for the next control tick.
    std::optional<SimTime> next() const;
    /// Something is due and waits for the next control tick.
    bool waits() const { return waits_; }
    /// Lets happen what is due. The BMS takes one command per control tick; what stands behind a
    /// second one waits with it.
    /// True when the devices must look at once.
    bool act(SimTime now, System& system, Observer& observer);

  private:
    enum class Connection { Begins, Ends };
    struct Order {
        bms::Command command;
        std::optional<std::size_t> battery{};  // of an update
    };
    /// A hand at the switch of a device.
    struct Operation {
        std::size_t device;
        Position position;
    };
    using Deed = std::variant<RemoteEntry, Order, Connection, Fault, Operation>;
    struct Item {
        SimTime at;
        Deed deed;
    };

    void add(SimTime at, const ScenarioEvent& event, const Scenario& scenario);
    static bool act(const Item& item, SimTime now, System& system, Observer& observer);

    std::vector<Item> items_;
    std::size_t next_ = 0;
    bool waits_ = false;
};

}  // namespace engine
