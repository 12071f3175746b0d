#pragma once

namespace models {

inline constexpr double seconds_per_hour = 3600.0;
inline constexpr double zero_degc_k = 273.15;
inline constexpr double reference_k = 298.15;
inline constexpr double reference_degc = reference_k - zero_degc_k;

}  // namespace models
