#include "models/low_pass.hpp"

namespace models {

LowPass::LowPass(double tau_s, double dt_s) {
    const double decays = dt_s / tau_s;
    old_share_ = math::decay_mean(decays);
    keep_ = 1.0 - decays * old_share_;
    square_share_ = old_share_ * (1.0 - 0.5 * decays * old_share_);
    tau_per_dt_ = tau_s / dt_s;
    ramp_share_ = (old_share_ - keep_) * tau_per_dt_;
    ramp_square_share_ = (2.0 * ramp_share_ - keep_) * tau_per_dt_;
}

SaturatingStep::SaturatingStep(const LowPass& low_pass) {
    // Over s = exp(-t / tau): the mean over t is tau / dt times the integral of .. / s.
    const double keep = low_pass.keep();
    for (std::size_t i = 0; i < nodes; ++i) {
        decayed_[i] = keep + (1.0 - keep) * gauss_8<double>.at[i];
        share_[i] = -math::log(decayed_[i]) * low_pass.tau_per_dt();
        weight_[i] = low_pass.old_share() * gauss_8<double>.weight[i] / decayed_[i];
    }
}

}  // namespace models
