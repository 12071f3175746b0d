#include "engine/news_search.hpp"
#include "engine/sim_time.hpp"
#include "models/math.hpp"
#include "run_loop.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace engine {

namespace {

constexpr std::int64_t ticks_per_frame = RunLoop::frame / tick_time;
constexpr std::int64_t frames_per_hour = day / 24 / RunLoop::frame;
/// After something has happened the first step is as long as the one after the last event, and each
/// may be longer than the one before.
constexpr std::int64_t fewest_frames = 4;
constexpr double grows_most = 4.0;
constexpr double shrinks_most = 0.02;
/// Of that, what may be because steps have been off less than the length of each let expect.
constexpr double fades_most = 1.5;
/// A plan that has missed by so much of what is tolerated is amended; by more it is given up.
constexpr double amended_most = 10.0;
/// What is off adds up as charge: a step shorter than this may be off by as much charge as one of
/// this length, or those after an edge would be as short as a hundredth of the current asks for
/// that fades within a minute. It is a part of the time from one edge to the next, for each has its
/// share of the charge that may be off.
constexpr double counts_at_least_s = 400.0;
constexpr double part_of_an_edge = 0.125;
/// Aims a little below what is tolerated.
constexpr double caution = 0.8;
constexpr double least_off = 1e-9;

/// The share by which a step that was `off` so much of what is tolerated should grow: what is off a
/// line goes with the square of the step.
double growth_of(double off) {
    const double squared = caution * caution / std::max(off, least_off);
    return std::clamp(models::math::root(squared), shrinks_most, grows_most);
}

/// Moves plant and BMS over the time in which nothing happens, in whole battery frames.
class Leaper {
  public:
    explicit Leaper(RunLoop& loop) : loop_{loop}, system_{loop.system()}, bms_{system_.bms()} {}

    /// Goes to the last tick before a later frame, whose time it returns; or nowhere. Up to and
    /// with that frame the core shows nothing else, no device changes, and the observer finds
    /// nothing. So what changes anything is found tick by tick, from the frame before it on.
    std::optional<SimTime> leap();

  private:
    bool may_begin();
    std::int64_t in_whole_hours(std::int64_t frames) const;
    std::int64_t longest() const;
    double leeway(std::int64_t frames) const;
    struct Step {
        std::int64_t frames;
        double off;           // of what is allowed
        bool is_off_closely;  // more than without leeway
    };
    double growth_after(const Step& step) const;
    Step take(std::int64_t frames);
    Step take_shortened(std::int64_t most);
    std::int64_t step(std::int64_t most, std::int64_t wanted);
    std::int64_t last_before_news(std::int64_t frames);
    bool try_step(std::int64_t frames);
    System::PlanOff go(double leeway_of_strings);
    bool finds_news();
    void look_at(std::vector<models::Watched>& watched) const;
    SimTime at(std::int64_t frames) const { return begin_ + frames * RunLoop::frame; }

    RunLoop& loop_;
    System& system_;
    models::BmsHost& bms_;
    SimTime begin_{0};
    bool is_solved_ = true;               // the bus, there
    models::BmsHost::Preview next_;       // what the batteries would tell now
    std::int64_t first_ = fewest_frames;  // after something has happened
    std::int64_t proposed_ = fewest_frames;
    bool is_first_ = true;
    std::optional<Step> before_;  // the last one, since then
    SimTime edge_{0};             // the last thing that happened
    double counts_s_ = 0.0;       // a shorter step is off by as much charge as one of this length
    bool brings_news_ = false;    // the frame that was last looked at
    SimTime ends_quiet_{-1};      // the last frame before one that is known to bring news
    bool looks_closely_ = false;  // at a step at whose end something happens
    std::vector<models::Watched> at_quiet_, at_news_;
};

bool Leaper::may_begin() {
    begin_ = loop_.now();
    if (!loop_.is_fresh()) {
        if (!is_first_) {
            counts_s_ = std::min(counts_at_least_s, part_of_an_edge * to_seconds(begin_ - edge_));
            edge_ = begin_;
            is_first_ = true;
            before_.reset();
        }
        return false;
    }
    is_solved_ = system_.is_solved();
    return !loop_.waits() && bms_.is_steady() && loop_.observer().is_quiet();
}

/// Cells age by the hour, or by several where little happens in them: a step that passes a whole
/// hour ends with one.
std::int64_t Leaper::in_whole_hours(std::int64_t frames) const {
    const std::int64_t now = begin_ / RunLoop::frame;
    const std::int64_t last_hour = (now + frames) / frames_per_hour * frames_per_hour;
    return last_hour > now ? last_hour - now : frames;
}

std::int64_t Leaper::longest() const {
    // What a frame shows just before a change is worth a look, too.
    std::int64_t frames = (loop_.next_appointment() - begin_ - SimTime{1}) / RunLoop::frame;
    frames = std::min(
        frames, std::max(static_cast<std::int64_t>(system_.longest_span_s()), frames_per_hour));
    frames = std::min(frames, static_cast<std::int64_t>(system_.longest_step_s()));
    if (const auto deadline = bms_.next_deadline()) {
        frames = std::min(frames, (std::int64_t{deadline->count} - 1) / ticks_per_frame);
    }
    if (const auto deadline = loop_.observer().next_deadline()) {
        // It is looked at with the first frame from there on, to which a step may go.
        frames =
            std::min(frames, (*deadline - begin_ + RunLoop::frame - SimTime{1}) / RunLoop::frame);
    }
    return frames;
}

/// How many times what is tolerated the strings of a step of that length may be off. Where a cell
/// decides by its voltage, or something happens, it is not for their charge alone.
double Leaper::leeway(std::int64_t frames) const {
    const bool is_for_charge = !looks_closely_ && !system_.begins_steep();
    return is_for_charge ? std::max(1.0, counts_s_ / to_seconds(at(frames) - begin_)) : 1.0;
}

/// Moves the plant as planned. Returns how far from there it came out, which is made good as far
/// as that goes.
System::PlanOff Leaper::go(double leeway_of_strings) {
    const auto follow = [&] {
        system_.follow_plan();
        system_.solve();
    };
    follow();
    if (system_.is_solved() != is_solved_) {
        return {0.0, 0.0};
    }
    System::PlanOff missed = system_.plan_missed();
    const double off = missed.within(leeway_of_strings);
    if (off <= amended_most && system_.amend_plan()) {
        system_.return_to_kept();
        follow();
        missed = off <= 1.0 ? missed : system_.plan_missed();
    }
    return missed;
}

/// Whether the frame that is due here tells news, or more lies before it than a step can tell.
bool Leaper::finds_news() {
    next_ = system_.preview();
    brings_news_ = system_.is_solved() != is_solved_ || bms_.tells_news(next_) ||
                   !system_.devices_would_stay(system_.bus_voltage_v(), begin_) ||
                   system_.bank().balancers_would_switch() || !loop_.observer().is_quiet();
    return brings_news_ || !loop_.observer().can_follow();
}

/// A step from the begin. True when the frame at its end tells news.
bool Leaper::try_step(std::int64_t frames) {
    system_.return_to_kept();
    if (frames == 0) {
        return false;
    }
    system_.plan(at(frames));
    go(1.0);
    return finds_news();
}

/// Plans and takes a step from the begin. It has not been taken when it is off more than is
/// allowed.
Leaper::Step Leaper::take(std::int64_t frames) {
    const System::PlanOff planned = system_.plan(at(frames));
    const double allowed = leeway(frames);
    Step step{
        .frames = frames, .off = planned.within(allowed), .is_off_closely = planned.strings > 1.0};
    if (step.off <= 1.0) {
        const System::PlanOff missed = go(allowed);
        step.off = std::max(step.off, missed.within(allowed));
        step.is_off_closely = step.is_off_closely || missed.strings > 1.0;
        if (step.off > 1.0) {
            system_.return_to_kept();
        }
    }
    return step;
}

/// By how much the next step may be longer. After an edge most of what is off fades away while the
/// steps grow: what has faded since the last step is taken to fade again (the predictive control of
/// K. Gustafsson, ACM Trans. Math. Softw. 20, 1994).
double Leaper::growth_after(const Step& step) const {
    const double growth = growth_of(step.off);
    if (!before_) {
        return growth;
    }
    const double off = std::max(step.off, least_off) / std::max(before_->off, least_off);
    const double longer = static_cast<double>(step.frames) / static_cast<double>(before_->frames);
    const double faded = longer * models::math::root(1.0 / off);
    return std::min(growth * std::clamp(faded, 1.0, fades_most), grows_most);
}

/// A step of at most that length that is off no more than is allowed; the shortest there is if it
/// still is.
Leaper::Step Leaper::take_shortened(std::int64_t most) {
    Step step = take(most);
    while (step.off > 1.0 && step.frames > 2) {
        const auto shorter =
            static_cast<std::int64_t>(static_cast<double>(step.frames) * growth_of(step.off));
        step = take(in_whole_hours(std::clamp(shorter, std::int64_t{2}, step.frames - 1)));
    }
    return step;
}

/// A step within what is tolerated, at most `most` long of the `wanted` length, to a frame that
/// tells no news and behind which none was skipped. Returns its length, 0 if there is none.
std::int64_t Leaper::step(std::int64_t most, std::int64_t wanted) {
    looks_closely_ = false;
    Step step = take_shortened(most);
    bool is_news = step.off <= 1.0 && finds_news();
    if (is_news && step.is_off_closely) {
        looks_closely_ = true;
        system_.return_to_kept();
        step = take_shortened(step.frames);
        is_news = step.off <= 1.0 && finds_news();
    }
    if (step.off > 1.0) {
        (is_first_ ? first_ : proposed_) = fewest_frames;
        before_.reset();
        return 0;
    }
    const auto grown =
        static_cast<std::int64_t>(static_cast<double>(step.frames) * growth_after(step));
    before_ = step;
    const std::int64_t fitting = std::max(fewest_frames, grown);
    // A step that had to be short for another reason says nothing against longer ones.
    const bool is_cut = step.frames == most && most < wanted;
    proposed_ = is_cut ? std::max(fitting, wanted) : fitting;
    if (is_first_) {
        first_ = proposed_;
    }
    is_first_ = false;
    return is_news ? last_before_news(step.frames) : step.frames;
}

/// What may bring news, as it is here.
void Leaper::look_at(std::vector<models::Watched>& watched) const {
    system_.watched(begin_, watched);
    loop_.observer().watched(watched);
}

/// Of `frames`, the last of which tells news, the last before the first that does.
std::int64_t Leaper::last_before_news(std::int64_t frames) {
    NewsSearch search{frames};
    std::int64_t stands_at = frames;
    bool brings_news = brings_news_;
    look_at(at_news_);
    system_.return_to_kept();
    look_at(at_quiet_);
    while (!search.has_ended()) {
        stands_at = search.next(share_until_left(at_quiet_, at_news_));
        const bool is_news = try_step(stands_at);
        search.found(stands_at, is_news);
        look_at(is_news ? at_news_ : at_quiet_);
        brings_news = is_news ? brings_news_ : brings_news;
    }
    const std::int64_t quiet = in_whole_hours(search.quiet());
    if (brings_news && quiet == search.quiet()) {
        ends_quiet_ = at(quiet);
    }
    if (stands_at != quiet) {
        try_step(quiet);
    }
    return quiet;
}

std::optional<SimTime> Leaper::leap() {
    if (!may_begin() || begin_ == ends_quiet_) {
        return std::nullopt;
    }
    const std::int64_t wanted = is_first_ ? first_ : proposed_;
    const std::int64_t most = in_whole_hours(std::min(longest(), wanted));
    if (most < 2) {
        return std::nullopt;
    }
    system_.keep();
    std::int64_t frames = step(most, wanted);
    while (frames > 0) {
        const bms::Ticks ticks{static_cast<std::uint32_t>(frames * ticks_per_frame - 1)};
        const bms::Integrals integrals = bms_.integrals(
            system_.planned_begin_a(), system_.planned_end_a(), frames, next_.sample);
        const bms::Ticks quiet = bms_.ticks_until_change(integrals, ticks);
        if (quiet == ticks) {
            bms_.hold(integrals, ticks);
            loop_.follow(at(frames));
            return at(frames);
        }
        const std::int64_t kept = quiet.count / ticks_per_frame;
        frames = in_whole_hours(kept);
        if (frames == kept) {
            ends_quiet_ = at(frames);
        }
        try_step(frames);
    }
    return std::nullopt;
}

}  // namespace

RunResult run_leap(const LoadedScenario& loaded, const RunOptions& options) {
    RunLoop loop{loaded, options};
    Leaper leaper{loop};
    while (!loop.is_over()) {
        const std::optional<SimTime> then = leaper.leap();
        loop.arrive(then ? *then : loop.next_instant());
    }
    return loop.finish(Driver::Leap);
}

}  // namespace engine
