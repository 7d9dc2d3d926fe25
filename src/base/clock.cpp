#include "base/clock.h"

#include <fmt/format.h>

#include <charconv>

namespace wardroom::base {

Timestamp now() {
  using namespace std::chrono;
  return {duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()};
}

std::string to_rfc3339(Timestamp t) {
  using namespace std::chrono;
  const sys_time<milliseconds> point{milliseconds(t.ms)};
  const auto day = floor<days>(point);
  const year_month_day date{day};
  const hh_mm_ss<milliseconds> time{point - day};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
                     time.minutes().count(), time.seconds().count(), time.subseconds().count());
}

std::optional<Timestamp> from_rfc3339(std::string_view text) {
  using namespace std::chrono;
  if (text.size() != 20 && text.size() != 24) return std::nullopt;
  static constexpr std::string_view shape = "0000-00-00T00:00:00";
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (shape[i] == '0' ? !digit : text[i] != shape[i]) return std::nullopt;
  }
  if (text.back() != 'Z' || (text.size() == 24 && text[19] != '.')) return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t length) {
    int value = 0;
    const auto* end = text.data() + at + length;
    const auto [stop, error] = std::from_chars(text.data() + at, end, value);
    return stop == end && error == std::errc() ? value : -1;
  };
  const year_month_day date{year(number(0, 4)), month(static_cast<unsigned>(number(5, 2))),
                            day(static_cast<unsigned>(number(8, 2)))};
  const int h = number(11, 2);
  const int m = number(14, 2);
  const int s = number(17, 2);
  const int ms = text.size() == 24 ? number(20, 3) : 0;
  if (!date.ok() || h > 23 || m > 59 || s > 59 || ms < 0) return std::nullopt;
  const auto point = sys_days(date) + hours(h) + minutes(m) + seconds(s);
  return Timestamp{duration_cast<milliseconds>(point.time_since_epoch()).count() + ms};
}

}  // namespace wardroom::base
