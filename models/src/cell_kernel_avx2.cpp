#include "cell_kernel_lanes.hpp"

namespace models {

constexpr CellKernel avx2_kernel = KernelOver<4>::kernel();

}  // namespace models
