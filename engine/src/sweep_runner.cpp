#include "engine/sweep_runner.hpp"

#include "engine/output_file.hpp"

#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

namespace engine {

namespace {

/// Thrown inside a run when the sweep has ended before it.
class Abandoned : public std::exception {};

/// The threads, and the runs they have finished and nobody has taken yet.
class Crew {
  public:
    Crew(const Sweep& sweep, const SweepRunOptions& options)
        : sweep_{sweep},
          options_{options},
          next_{options.first},
          taken_{options.first},
          slots_(options.threads * ahead) {
        for (unsigned i = 0; i < options.threads; ++i) {
            threads_.emplace_back([this] { work(); });
        }
    }
    ~Crew() {
        {
            const std::lock_guard lock{mutex_};
            is_over_ = true;
        }
        may_begin_.notify_all();
        for (std::thread& thread : threads_) {
            thread.join();
        }
    }
    Crew(const Crew&) = delete;
    Crew& operator=(const Crew&) = delete;

    /// The next run in order, if it is finished before a tenth of a second is over.
    std::optional<SweepRun> take_next(std::int64_t run) {
        using namespace std::chrono_literals;
        std::unique_lock lock{mutex_};
        std::optional<SweepRun>& slot = slots_[static_cast<std::size_t>(run) % slots_.size()];
        finished_.wait_for(lock, 100ms, [&] { return slot || failure_; });
        if (failure_) {
            std::rethrow_exception(failure_);
        }
        std::optional<SweepRun> out = std::exchange(slot, std::nullopt);
        if (out) {
            taken_ = run + 1;
            lock.unlock();
            may_begin_.notify_all();
        }
        return out;
    }

  private:
    /// So many runs per thread may be finished before an earlier one.
    static constexpr std::size_t ahead = 16;

    void work() {
        while (true) {
            std::int64_t run = 0;
            {
                std::unique_lock lock{mutex_};
                may_begin_.wait(lock, [&] {
                    return is_over_ || next_ == sweep_.runs() ||
                           next_ < taken_ + static_cast<std::int64_t>(slots_.size());
                });
                if (is_over_ || next_ == sweep_.runs()) {
                    return;
                }
                run = next_++;
            }
            try {
                SweepRun done = compute(run);
                const std::lock_guard lock{mutex_};
                slots_[static_cast<std::size_t>(run) % slots_.size()] = std::move(done);
            } catch (const Abandoned&) {
                return;
            } catch (...) {
                const std::lock_guard lock{mutex_};
                failure_ = std::current_exception();
            }
            finished_.notify_one();
        }
    }

    SweepRun compute(std::int64_t run) const {
        SweepRun out;
        out.run = run;
        out.values = sweep_.values_of(run);
        try {
            const LoadedScenario loaded = sweep_.load(run);
            out.name = loaded.scenario.name;
            out.seed = loaded.scenario.seed;
            RunOptions options;
            options.record = options_.record;
            options.progress = [this](SimTime) {
                if (is_over_) {
                    throw Abandoned{};
                }
            };
            out.result = engine::run(loaded, options_.driver, options);
            if (options_.tell) {
                out.story = options_.tell(loaded, *out.result);
            }
        } catch (const StoreError&) {
            throw;
        } catch (const Abandoned&) {
            throw;
        } catch (const std::exception& error) {
            out.result.reset();
            out.reason = error.what();
        }
        return out;
    }

    const Sweep& sweep_;
    const SweepRunOptions& options_;
    std::mutex mutex_;
    std::condition_variable may_begin_, finished_;
    std::int64_t next_;                           // to begin
    std::int64_t taken_;                          // all before it are
    std::vector<std::optional<SweepRun>> slots_;  // by run, modulo their number
    std::exception_ptr failure_;
    std::atomic<bool> is_over_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace

void run_sweep(const Sweep& sweep, const SweepRunOptions& options,
               const std::function<void(SweepRun)>& take) {
    Crew crew{sweep, options};
    for (std::int64_t run = options.first; run < sweep.runs();) {
        if (options.check) {
            options.check();
        }
        if (std::optional<SweepRun> done = crew.take_next(run)) {
            take(std::move(*done));
            ++run;
        }
    }
}

}  // namespace engine
