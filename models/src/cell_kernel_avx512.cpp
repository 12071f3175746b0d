#include "cell_kernel_lanes.hpp"

namespace models {

constexpr CellKernel avx512_kernel = KernelOver<8>::kernel();

}  // namespace models
