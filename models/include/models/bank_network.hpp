#pragma once
// The wires between the strings of a bank: how the bank looks from the bus, and how a current
// divides over the strings.

#include <cstddef>
#include <span>
#include <vector>

namespace models {

/// How the strings are joined. All but `Busbar` link neighbours: the same resistance between every
/// two neighbouring positive posts, and negative posts.
enum class Wiring {
    Busbar,    // each string has its own two leads, all equal
    Diagonal,  // plus taken at the first string, minus at the last
    Halfway,   // plus taken just before the middle, minus just behind it (one post for odd counts)
    OneEnd,    // both taken at the first string
};

/// A source behind a resistance: V = open_circuit_v + resistance_ohm * I, positive I charges.
struct Thevenin {
    double open_circuit_v = 0.0;
    double resistance_ohm = 0.0;
};

/// The linear network of strings and links. One elimination of a symmetric, diagonally dominant
/// tridiagonal system gives both the view from the bus and the division of any current: O(n), and
/// stable for every link resistance. Strings that all meet in one point need none: there their
/// conductances add up.
class BankNetwork {
  public:
    /// `link_ohm` (>= 0) is one hop, or with busbars one lead.
    BankNetwork(Wiring wiring, std::size_t strings, double link_ohm);

    /// A string is taken out of the circuit, its posts and links staying, or put back.
    void set_connected(std::size_t string, bool is_connected);
    bool is_connected(std::size_t string) const;

    /// Takes the strings as they are now: V_i = source_v[i] + resistance_ohm[i] * I_i, with every
    /// resistance > 0.
    void fold(std::span<const double> source_v, std::span<const double> resistance_ohm);

    /// The bank as the bus sees it after the last fold; without any string nothing behind a
    /// megohm.
    const Thevenin& bank() const { return bank_; }

    /// Divides `bank_current_a` over the strings; one that is taken out carries nothing.
    void divide(double bank_current_a, std::span<double> string_current_a) const;
    /// How the strings divide so much more of the bank's current.
    void divide_more(double more_a, std::span<double> string_current_a) const;

    /// Power lost in the links with these string currents.
    double link_loss_w(std::span<const double> string_current_a) const;

  private:
    bool meet_in_one_point() const { return hop_ohm_ == 0.0; }
    void add_conductances(std::span<const double> source_v, std::span<const double> resistance_ohm);
    /// 0, 1 or 2 rails on which the hop after string i leads away from the terminal.
    double terminals_before(std::size_t hop) const;
    void measure_hops();
    void eliminate(std::span<const double> source_v, std::span<const double> resistance_ohm);
    void look_from_the_bus(std::span<const double> source_v,
                           std::span<const double> resistance_ohm);
    /// What lies on a rail between its terminal and the post of a string.
    void add_rail(std::size_t terminal, std::size_t string);

    std::size_t strings_;
    double hop_ohm_;   // between neighbours, per rail
    double lead_ohm_;  // both own leads of a string
    std::size_t plus_;
    std::size_t minus_;
    Thevenin bank_;
    // Over the connected strings: the charge current of the first c together is base[c] +
    // per_amp[c] * bank current. Where all meet in one point, that of c alone.
    std::vector<double> sum_base_a_, sum_per_amp_;
    std::vector<double> per_pivot_, ohm_, volt_;  // of the elimination
    std::vector<double> rungs_ohm_, rails_ohm_;   // from each to the next
    std::vector<std::size_t> connected_;          // in rising order
};

}  // namespace models
