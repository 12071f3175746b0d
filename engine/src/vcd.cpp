#include "engine/vcd.hpp"

#include "engine/core_text.hpp"

#include <algorithm>

namespace engine {

namespace {

using bms::NumberField;
using bms::Spelling;

/// Identifier codes: printable characters, as many as it takes.
std::string id_of(std::size_t number) {
    constexpr std::size_t first = '!';
    constexpr std::size_t letters = '~' - '!' + 1;
    std::string id;
    do {
        id += static_cast<char>(first + number % letters);
        number /= letters;
    } while (number > 0);
    return id;
}

/// A name that no reader takes for an expression: W-B01 becomes W_B01.
std::string plain(std::string name) {
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

/// Bits that the words of a field need.
int width_of(const NumberField& field) {
    int width = 1;
    while ((std::size_t{1} << width) < field.words.count) {
        ++width;
    }
    return width;
}

std::string binary(std::int64_t number, int width) {
    std::string digits;
    for (int bit = width - 1; bit >= 0; --bit) {
        digits += ((number >> bit) & 1) != 0 ? '1' : '0';
    }
    return digits;
}

/// What the numbers of words mean: "red: 0 off, 1 blinking, 2 on". Each once, whatever its owner.
void comment_words(std::string& text, std::span<const NumberField> fields) {
    for (const NumberField& field : fields) {
        if (field.spelling != Spelling::Word) {
            continue;
        }
        std::string comment = std::string{"$comment "} + field.name + ':';
        for (std::size_t i = 0; i < field.words.count; ++i) {
            comment += (i == 0 ? " " : ", ") + std::to_string(i) + ' ' + field.words.word(i);
        }
        comment += " $end\n";
        text += text.find(comment) == std::string::npos ? comment : "";
    }
}

}  // namespace

VcdWriter::VcdWriter(const std::string& path) : file_{path, vcd_kind} {}

void VcdWriter::declare_one(Signals& signals, const NumberField& field,
                            std::optional<std::size_t> bit) {
    const std::string id = id_of(declared_++);
    std::string name = bit ? field.words.word(*bit) : field.name;
    std::string type = "real 64";
    std::string word_id;
    if (bit) {
        type = "wire 1";
    } else if (field.spelling == Spelling::Word) {
        const int width = width_of(field);
        type = "wire " + std::to_string(width);
        name += width > 1 ? " [" + std::to_string(width - 1) + ":0]" : "";
    }
    text_ += "$var " + type + ' ' + id + ' ' + plain(name) + " $end\n";
    if (!bit && field.spelling == Spelling::Word) {
        word_id = id_of(declared_++);
        text_ += "$var string 1 " + word_id + ' ' + field.name + "_word $end\n";
    }
    signals.push_back({.field = &field, .bit = bit, .id = id, .word_id = word_id, .last = {}});
}

void VcdWriter::declare(Signals& signals, const char* scope, std::span<const NumberField> fields,
                        std::optional<Spelling> only) {
    text_ += std::string{"$scope module "} + scope + " $end\n";
    for (const NumberField& field : fields) {
        const bool is_wanted = !only || field.spelling == *only;
        if (!is_wanted || std::string_view{field.name}.ends_with("unused")) {
            continue;
        }
        if (field.spelling != Spelling::Bits) {
            declare_one(signals, field, std::nullopt);
            continue;
        }
        text_ += std::string{"$scope module "} + field.name + " $end\n";
        for (std::size_t bit = 0; bit < field.words.count; ++bit) {
            declare_one(signals, field, bit);
        }
        text_ += "$upscope $end\n";
    }
    text_ += "$upscope $end\n";
}

void VcdWriter::begin(const ReplayHead& head) {
    text_ = std::string{vcd_kind.mark} + " $end\n";
    text_ += "$date " + head.calendar.iso(SimTime{0}) + " $end\n";
    std::string name = head.name;
    std::replace(name.begin(), name.end(), '$', ' ');
    text_ += "$comment " + name + " $end\n";
    comment_words(text_, bms::status_fields);
    for (const bms::CorePart& part : bms::Fields::parts) {
        comment_words(text_, part.fields);
    }
    comment_words(text_, bms::sample_fields);
    text_ += "$timescale 100 ms $end\n";
    declare(shows_, "shows", bms::status_fields);
    text_ += "$scope module core $end\n";
    for (std::size_t i = 0; i < core_.size(); ++i) {
        const bms::CorePart& part = bms::Fields::parts[i];
        declare(core_[i], part.name, part.fields, Spelling::Word);
    }
    text_ += "$upscope $end\n";
    declare(given_, "given", bms::sample_fields);
    text_ += "$enddefinitions $end\n";
    file_.write(text_);
}

void VcdWriter::write_time(std::uint64_t ticks) {
    if (time_ != ticks) {
        time_ = ticks;
        file_.write('#' + std::to_string(ticks) + '\n');
    }
}

void VcdWriter::write_changes(std::uint64_t ticks, Signals& signals, const void* owner) {
    for (Signal& signal : signals) {
        std::int64_t value = number_at(*signal.field, owner);
        value = signal.bit ? (value >> *signal.bit) & 1 : value;
        if (signal.last == value) {
            continue;
        }
        signal.last = value;
        write_time(ticks);
        if (signal.bit) {
            text_ = value != 0 ? "1" : "0";
        } else if (signal.field->spelling == Spelling::Word) {
            const int width = width_of(*signal.field);
            text_ = (width > 1 ? "b" : "") + binary(value, width) + (width > 1 ? " " : "");
        } else {
            text_ = 'r' + std::to_string(value) + ' ';
        }
        text_ += signal.id;
        text_ += '\n';
        if (!signal.word_id.empty()) {
            const auto word = static_cast<std::size_t>(value);
            text_ +=
                std::string{'s'} + signal.field->words.word(word) + ' ' + signal.word_id + '\n';
        }
        file_.write(text_);
    }
}

void VcdWriter::given(std::uint64_t tick, const bms::BankSample& sample) {
    write_changes(tick, given_, &sample);
}

void VcdWriter::shows(std::uint64_t ticks, const bms::Core& core, const BmsLook& look) {
    write_changes(ticks, shows_, &look.status);
    const auto bytes = std::as_bytes(std::span{&core, 1});
    for (std::size_t i = 0; i < core_.size(); ++i) {
        write_changes(ticks, core_[i], bytes.subspan(bms::Fields::parts[i].offset).data());
    }
}

void VcdWriter::finish(SimTime end) {
    write_time(static_cast<std::uint64_t>(end / tick_time));
    file_.finish();
}

}  // namespace engine
