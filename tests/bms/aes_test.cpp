#include "bms/aes.hpp"

#include "tests/bms/hex.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bms {
namespace {

struct Vector {
    const char* key;
    const char* plain;
    const char* encrypted;
};

std::string in_counter_mode(std::string_view key, std::string_view counter, std::string_view data) {
    auto bytes = bytes_of(data);
    aes128_ctr(block_of(key), block_of(counter), bytes);
    return hex_of(bytes);
}

// R-MON-7
TEST(Aes, GivesTheExamplesOfFips197) {
    for (const auto& [key, plain, encrypted] : {
             // Appendix B
             Vector{"2b7e151628aed2a6abf7158809cf4f3c", "3243f6a8885a308d313198a2e0370734",
                    "3925841d02dc09fbdc118597196a0b32"},
             // Appendix C.1
             Vector{"000102030405060708090a0b0c0d0e0f", "00112233445566778899aabbccddeeff",
                    "69c4e0d86a7b0430d8cdb78070b4c55a"},
         }) {
        EXPECT_EQ(hex_of(aes128(block_of(key), block_of(plain))), encrypted);
    }
}

// R-MON-7
TEST(Aes, GivesTheBlocksOfSp80038aAppendixF1) {
    for (const auto& [key, plain, encrypted] : {
             Vector{"2b7e151628aed2a6abf7158809cf4f3c", "6bc1bee22e409f96e93d7e117393172a",
                    "3ad77bb40d7a3660a89ecaf32466ef97"},
             Vector{"2b7e151628aed2a6abf7158809cf4f3c", "ae2d8a571e03ac9c9eb76fac45af8e51",
                    "f5d3d58503b9699de785895a96fdbaaf"},
             Vector{"2b7e151628aed2a6abf7158809cf4f3c", "30c81c46a35ce411e5fbc1191a0a52ef",
                    "43b1cd7f598ece23881b00e3ed030688"},
             Vector{"2b7e151628aed2a6abf7158809cf4f3c", "f69f2445df4f9b17ad2b417be66c3710",
                    "7b0c785e27e8ad3f8223207104725dd4"},
         }) {
        EXPECT_EQ(hex_of(aes128(block_of(key), block_of(plain))), encrypted);
    }
}

// R-MON-7
TEST(Aes, InCounterModeGivesSp80038aAppendixF5) {
    EXPECT_EQ(
        in_counter_mode("2b7e151628aed2a6abf7158809cf4f3c", "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
                        "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
                        "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710"),
        "874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff"
        "5ae4df3edbd5d35e5b4f09020db03eab1e031dda2fbe03d1792170a0f3009cee");
}

TEST(Aes, TheCounterCarriesThroughAllItsBytesAndWraps) {
    constexpr const char* key = "000102030405060708090a0b0c0d0e0f";
    // The pad of two zero blocks from the last counter: E(ff…ff), then E(00…00).
    const std::string zeros(64, '0');
    EXPECT_EQ(in_counter_mode(key, "ffffffffffffffffffffffffffffffff", zeros),
              hex_of(aes128(block_of(key), block_of("ffffffffffffffffffffffffffffffff"))) +
                  hex_of(aes128(block_of(key), AesBlock{})));
    EXPECT_EQ(in_counter_mode(key, "000000000000000000000000000000ff", zeros).substr(32),
              hex_of(aes128(block_of(key), block_of("00000000000000000000000000000100"))));
}

TEST(Aes, ADataOfNoLengthStaysEmpty) {
    EXPECT_EQ(
        in_counter_mode("2b7e151628aed2a6abf7158809cf4f3c", "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff", ""),
        "");
}

RC_GTEST_PROP(Aes, InCounterModeUndoesItself,
              (AesBlock key, AesBlock counter, const std::vector<std::uint8_t>& data)) {
    auto bytes = data;
    aes128_ctr(key, counter, bytes);
    aes128_ctr(key, counter, bytes);
    RC_ASSERT(bytes == data);
}

RC_GTEST_PROP(Aes, AShorterTextIsThePartOfALongerOne,
              (AesBlock key, AesBlock counter, const std::vector<std::uint8_t>& data)) {
    const std::size_t n = *rc::gen::inRange<std::size_t>(0, data.size() + 1);
    auto whole = data;
    std::vector<std::uint8_t> part(data.begin(), data.begin() + static_cast<std::ptrdiff_t>(n));
    aes128_ctr(key, counter, whole);
    aes128_ctr(key, counter, part);
    RC_ASSERT(std::equal(part.begin(), part.end(), whole.begin()));
}

}  // namespace
}  // namespace bms
