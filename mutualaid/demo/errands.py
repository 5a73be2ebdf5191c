"""What the demo's neighbours ask for, in their own words; never a word about health."""

from dataclasses import dataclass

Facts = dict[str, str]


@dataclass(frozen=True)
class Errand:
    """One need as somebody tells it: the facts of its category, and what else to know."""

    category: str
    facts: Facts
    note: str = ""
    minutes: int = 60
    helpers_needed: int = 1


def _errands(category: str, minutes: int, *told: tuple[Facts, str]) -> tuple[Errand, ...]:
    return tuple(Errand(category, facts, note, minutes) for facts, note in told)


SHOPPING = _errands(
    "shopping",
    90,
    (
        {"together": "together", "paid": "there"},
        "J’ai un caddie, c’est surtout pour les packs d’eau.",
    ),
    ({"together": "for_me", "paid": "envelope"}, "La liste sera prête sur la table de l’entrée."),
    (
        {"together": "together", "paid": "there"},
        "Au marché, tôt si possible, il y a moins de monde.",
    ),
    ({"together": "for_me", "paid": "ahead"}, "Commande au nom de famille, à retirer à l’accueil."),
    (
        {"together": "together", "paid": "there"},
        "Je marche tranquillement et j’aime choisir mes fruits.",
    ),
    (
        {"together": "for_me", "paid": "envelope"},
        "Deux sacs au plus. Le chat mange celle à la dinde.",
    ),
)
OUTING = _errands(
    "outing",
    120,
    ({"where_to": "Métro Laurent Bonnevay", "transport": "walk", "wait": "no"},
     "Juste le trajet aller, ma nièce me ramène."),
    ({"where_to": "Place Grandclément", "transport": "bus", "wait": "yes"},
     "Le bus ne me fait pas peur, c’est la correspondance."),
    ({"where_to": "Gare de la Part-Dieu", "transport": "bus", "wait": "no"},
     "J’ai une valise à roulettes, pas lourde."),
    ({"where_to": "Rue de la République, à Lyon", "transport": "bus", "wait": "yes"},
     "Pour choisir un cadeau à ma petite-fille."),
    ({"where_to": "Cimetière de Cusset", "transport": "car", "wait": "yes"},
     "Une petite heure sur place, j’apporte les fleurs."),
    ({"where_to": "Parc de la Tête d’Or", "transport": "bus", "wait": "yes"},
     "Ça fait deux ans. Je voudrais revoir les roses."),
    ({"where_to": "Mairie de Villeurbanne", "transport": "walk", "wait": "yes"},
     "J’ai rendez-vous, je préfère ne pas y aller sans personne."),
)  # fmt: skip
EVENING_OUT = Errand(
    "outing",
    {"where_to": "Théâtre, place Lazare-Goujon", "transport": "bus", "wait": "yes"},
    "J’ai deux places. Je n’aime pas rentrer le soir sans compagnie.",
    150,
)
CHAT = _errands(
    "chat",
    90,
    ({"outside": "walk"}, "Le tour du parc, un banc, et on rentre."),
    ({"outside": "cafe"}, "J’aime parler de cinéma et de cuisine."),
    ({"outside": "bench"}, "Sur le banc devant l’immeuble, tout simplement."),
    ({"outside": "walk"}, "Je connais toute l’histoire du quartier, si ça intéresse."),
    ({"outside": "cafe"}, "Je joue aux dames, pas très bien."),
)
SUNDAY_CALL = Errand("phone_chat", {}, "Le dimanche soir est long.", 30)
PHONE_CHAT = _errands(
    "phone_chat",
    30,
    ({"moment": "Les nouvelles du quartier"}, "Après le journal, c’est bien."),
    ({"moment": "La cuisine, les jardins"}, ""),
    ({}, "Je ne suis pas du matin."),
    ({"moment": "Le foot, surtout Villeurbanne et le basket"}, ""),
)
PAPERS = _errands(
    "papers",
    60,
    ({"office": "housing", "medium": "paper", "place": "home"},
     "Un dossier de douze pages, la moitié est déjà remplie."),
    ({"office": "pension", "medium": "screen", "place": "centre"},
     "Le site me demande toujours la même chose."),
    ({"office": "taxes", "medium": "paper", "place": "centre"},
     "J’ai le courrier et les papiers de l’an dernier."),
    ({"office": "family", "medium": "screen", "place": "home"},
     "J’ai l’ordinateur, il me faut quelqu’un à côté."),
    ({"office": "town", "medium": "paper", "place": "home"},
     "Pour la carte de transport, je crois."),
    ({"office": "other", "medium": "paper", "place": "centre"},
     "Un courrier de l’assurance que je ne comprends pas."),
)  # fmt: skip
PAPERS_BY_PHONE = _errands(
    "papers_by_phone",
    45,
    (
        {"office": "pension", "medium": "paper"},
        "J’ai la lettre sous les yeux, je la lis à voix haute.",
    ),
    (
        {"office": "housing", "medium": "screen"},
        "Je suis devant l’écran, je ne trouve pas le bouton.",
    ),
    ({"office": "taxes", "medium": "paper"}, ""),
    ({"office": "family", "medium": "screen"}, "C’est pour changer mon adresse."),
)
MOVING_ALONE = _errands(
    "moving",
    120,
    ({"heavy": "2", "lift": "lift", "floor": "3", "van": "not_needed"},
     "Une commode et un fauteuil à descendre à la cave."),
    ({"heavy": "1", "lift": "none", "floor": "1", "van": "not_needed"},
     "Une machine à laver à changer de pièce."),
    ({"heavy": "3", "lift": "ground", "floor": "0", "van": "no",
      "to_address": "27 Rue Baudin, rez-de-chaussée"},
     "Trois cartons de livres pour la médiathèque."),
    ({"heavy": "2", "lift": "lift", "floor": "5", "van": "not_needed"},
     "Monter deux étagères livrées en bas."),
    ({"heavy": "2", "lift": "none", "floor": "2", "van": "yes"},
     "Un matelas pour la déchèterie, mon voisin prête sa camionnette."),
)  # fmt: skip
MOVING_TOGETHER = (
    Errand(
        "moving",
        {"heavy": "9", "lift": "none", "floor": "4", "van": "yes",
         "to_address": "12 Rue Verlaine, 2e étage"},
        "Tout est en cartons. Il y aura du café et un gâteau.",
        240,
        4,
    ),
    Errand(
        "moving",
        {"heavy": "4", "lift": "none", "floor": "2", "van": "yes",
         "to_address": "88 Route de Genas, rez-de-chaussée"},
        "Un buffet, une table et deux lits d’enfant.",
        180,
        3,
    ),
    Errand(
        "moving",
        {"heavy": "2", "lift": "none", "floor": "3", "van": "not_needed"},
        "Un piano droit à changer de chambre. À deux, c’est possible.",
        90,
        2,
    ),
)  # fmt: skip
REPAIRS = _errands(
    "repairs",
    60,
    ({"what": "La porte du placard ne ferme plus", "tools": "yes"}, ""),
    ({"what": "Un robinet qui goutte", "tools": "no"}, "Le joint neuf est acheté."),
    ({"what": "Deux tableaux à accrocher", "tools": "yes"}, "Les murs sont en brique."),
    ({"what": "Une chaise à recoller", "tools": "no"}, ""),
    ({"what": "Le store du salon est coincé", "tools": "no"}, "Il se remonte à la main."),
)
DIGITAL = _errands(
    "digital",
    60,
    (
        {"device": "phone", "place": "home"},
        "Mon fils m’a donné son ancien téléphone. Il ne sonne pas.",
    ),
    ({"device": "tablet", "place": "centre"}, "Je voudrais voir les photos de ma petite-fille."),
    ({"device": "computer", "place": "home"}, "Il demande une mise à jour depuis un mois."),
    ({"device": "printer", "place": "home"}, "La box clignote en orange."),
    ({"device": "phone", "place": "centre"}, "Apprendre à envoyer une photo, lentement."),
    ({"device": "computer", "place": "centre"}, "J’ai un cahier, je note tout."),
)
PETS_PLANTS = _errands(
    "pets_plants",
    30,
    ({"which": "plants", "keys": "yes"}, "Je pars trois jours. Il y a surtout les géraniums."),
    ({"which": "dog", "keys": "no"}, "Filou tire un peu, mais il est gentil."),
    ({"which": "cat", "keys": "yes"}, "Elle se cache sous le lit, c’est normal."),
    ({"which": "other_animal", "keys": "no"}, "Deux canaris à garder chez vous ou chez moi."),
)
LEARNING = _errands(
    "learning",
    60,
    ({"what": "Lire et écrire le français", "place": "centre"}, "Je comprends bien, j’écris mal."),
    ({"what": "Le calcul, pour mon examen", "place": "centre"}, ""),
    ({"what": "Parler français pour le travail", "place": "home"}, "Je suis couturière."),
    ({"what": "Le code de la route", "place": "centre"}, "L’examen est dans deux mois."),
)
LENDING = _errands(
    "lending",
    30,
    ({"which": "lend", "what": "Une perceuse pour une heure"}, ""),
    ({"which": "sew", "what": "Un ourlet de rideau"}, "Le tissu est épais, j’ai le fil."),
)
OTHER = _errands(
    "other", 60, ({"what": "Trier des photos avant de les donner à mes enfants"}, "Deux cartons.")
)
TALK_FIRST = _errands("talk_first", 15, ({}, ""), ({}, ""))
