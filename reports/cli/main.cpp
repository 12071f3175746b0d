#include "reports/cli.hpp"

#include <iostream>

int main(int argc, char** argv) {
    return reports::run_cli({argv + 1, argv + argc}, std::cout, std::cerr);
}
