// SPDX-License-Identifier: Apache-2.0
#include "sim/people.h"

#include <array>

namespace labwall {
namespace {

struct Known {
  const char* login;
  const char* name;
};

constexpr std::array kPeople = {
    Known{"amara", "Amara Okafor"},     Known{"luca", "Luca Ferri"},      Known{"irina", "Ирина Соколова"},
    Known{"zoe", "Zoé Lambert"},        Known{"joao", "João Prado"},      Known{"mia", "Mia Hoffmann"},
    Known{"ken", "Ken Watanabe"},       Known{"aisha", "عائشة رحمن"},     Known{"noa", "נועה ברק"},
    Known{"tomas", "Tomás Vega"},       Known{"priya", "प्रिया नायर"},     Known{"owen", "Owen Clarke"},
    Known{"hugo", "Hugo Marchetti"},    Known{"lena", "Lena Vogel"},      Known{"sam", "Sam Reid"},
    Known{"nikos", "Νίκος Παππάς"},     Known{"yuki", "佐藤 由紀"},       Known{"minh", "Nguyễn Minh Anh"},
    Known{"olena", "Олена Шевченко"},   Known{"kwame", "Kwame Mensah"},   Known{"siobhan", "Siobhán Ní Bhriain"},
    Known{"pawel", "Paweł Zieliński"},  Known{"leila", "Leila Haddad"},   Known{"mateo", "Mateo Quispe"},
    Known{"ingrid", "Ingrid Sørensen"}, Known{"zoltan", "Zoltán Kovács"}, Known{"chloe", "Chloë van Dijk"},
    Known{"tariq", "Tariq Siddiqui"},   Known{"mei", "Mei Ling Tan"},     Known{"ayse", "Ayşe Yıldız"},
    Known{"dario", "Dario Bianchi"},    Known{"nadia", "Nadia Benali"},   Known{"erik", "Erik Johansson"},
    Known{"grace", "Grace Wanjiru"},    Known{"ondrej", "Ondřej Novák"},  Known{"sofia", "Sofía Herrera"},
};

}  // namespace

Person PersonFor(int number) {
  const auto count = static_cast<int>(kPeople.size());
  const Known& known = kPeople[static_cast<size_t>(number % count)];
  std::string login = known.login;
  if (number >= count) login += std::to_string(number / count + 1);
  return {std::move(login), known.name};
}

}  // namespace labwall
