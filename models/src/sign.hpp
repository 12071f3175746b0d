#pragma once

namespace models {

inline double magnitude(double x) {
    return x < 0.0 ? -x : x;
}

inline double sign(double x) {
    return x > 0.0 ? 1.0 : (x < 0.0 ? -1.0 : 0.0);
}

}  // namespace models
