#pragma once
// What of a run is worth a row in the result file.

#include "engine/recording.hpp"
#include "engine/span_thinner.hpp"
#include "engine/swinging_door.hpp"

#include <cstddef>
#include <vector>

namespace engine {

/// Records every signal within its dead-band; all of them at every midnight of the run, and what
/// has changed around events; and never more rows than the run's length allows. When they fill up,
/// those signals that take the most are thinned, over the whole run and from then on, until half of
/// the rows are free again. All memory is taken at the start, and it does not grow with the run:
/// rows that do not fit go to a file (`SampleSpool`).
class Recorder {
  public:
    static constexpr double rows_per_year = 150'000.0;
    /// Of these, what a run may have however short it is.
    static constexpr double rows_of_any_run = 5'000.0;
    /// The most rows of a run; with a hundred signals or more what four values of each a day take.
    static std::size_t most_rows(std::size_t signals, SimTime horizon);

    Recorder(std::vector<Signal> signals, SimTime horizon);

    /// Offers the values of all signals, in their order, later than those before. `is_event`:
    /// something has happened since. A quarter of the rows at most goes to events.
    void offer(SimTime now, const std::vector<double>& values, bool is_event);
    /// Ends with the last values offered. Throws StoreError when rows have been lost on the disk.
    Recording finish();

  private:
    void keep(std::size_t signal, const Point& point, bool is_due);
    void thin(const Sample& row);
    void write(const Sample& row);
    void make_room();
    void widen();
    void write_what_is_held();
    std::size_t fair_share() const;

    std::vector<Signal> signals_;
    SimTime horizon_;
    std::size_t most_rows_;
    SampleSpool rows_;
    std::vector<SwingingDoor> doors_;
    std::vector<SpanThinner> thinners_;
    std::vector<double> last_;
    std::vector<std::size_t> spare_rows_;  // of each signal those written that are not due
    std::size_t due_rows_ = 0, event_rows_ = 0;
    SimTime next_day_{0};
};

}  // namespace engine
