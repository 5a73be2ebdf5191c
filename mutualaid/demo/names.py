"""Fictional names of several generations and origins, as on the letter boxes of one street."""

from dataclasses import dataclass
from enum import StrEnum


class Generation(StrEnum):
    """Which names somebody may bear, and how their weeks look."""

    OLD = "old"
    MIDDLE = "middle"
    YOUNG = "young"


@dataclass(frozen=True)
class Names:
    """First names by generation, surnames, and the language spoken besides French."""

    weight: int
    old: tuple[str, ...]
    middle: tuple[str, ...]
    young: tuple[str, ...]
    surnames: tuple[str, ...]
    language: str | None = None

    def first_names(self, generation: Generation) -> tuple[str, ...]:
        """The names given in one generation."""
        return {
            Generation.OLD: self.old,
            Generation.MIDDLE: self.middle,
            Generation.YOUNG: self.young,
        }[generation]


def _split(words: str) -> tuple[str, ...]:
    return tuple(word.replace("_", " ") for word in words.split())


NAMES = (
    Names(
        56,
        _split(
            "Marcelle Ginette Simone Yvette Denise Paulette Jacqueline Raymonde Odette "
            "Lucienne Monique Colette Josette Huguette Arlette Andrée Solange Renée "
            "Marie-Thérèse Suzanne Germaine Madeleine Yvonne Marcel Roger René Robert Georges "
            "Lucien André Maurice Henri Raymond Gérard Jean-Claude Bernard Gilbert Émile"
        ),
        _split(
            "Christine Catherine Véronique Philippe Pascal Thierry Nathalie Isabelle Dominique "
            "Sylvie Bruno Olivier Stéphane Laurent Corinne Didier Valérie Sandrine Éric Claire"
        ),
        _split(
            "Léa Hugo Camille Lucas Chloé Théo Manon Clément Emma Jules Maxime Noémie Salomé "
            "Tom Anouk Quentin Élise Antoine Mathilde Baptiste"
        ),
        _split(
            "Perrin Blanchet Garnier Chapuis Berthet Morel Faure Girard Bonnet Rey Mercier "
            "Duchamp Giraud Vial Collomb Charvet Pélissier Marchand Roche Gonin Revol Thévenet "
            "Bouvier Carret Desvignes Guillot Laforêt Meunier Poncet Tissot"
        ),
    ),
    Names(
        22,
        _split(
            "Khadija Zohra Aïcha Yamina Ahmed Mohamed Rachid Salah Belkacem Fatma "
            "Messaoud Ouarda Saïd Halima"
        ),
        _split("Nadia Samira Farid Malika Hassan Leïla Sonia Mourad Djamila Kamel Naïma"),
        _split("Inès Yanis Mehdi Sarah Nour Aya Bilal Lina Rayan Sofiane Amel Ilyes"),
        _split(
            "Benali Haddad Mansouri Bouzid Cherif Belkadi Amrani Saïdi Khelifi Ferhat Zerrouki "
            "Boudiaf Hamdi Lakhdar Meziane"
        ),
        "ar",
    ),
    Names(
        11,
        _split("Rosa Carmen Giuseppina Antonio Manuel Salvatore Maria Pilar Domenico Lucia"),
        _split("Ana Paulo Maria José Carla Fernando Sandra Marco"),
        _split("Diego Laura Rafael Elisa Mattéo Lucia"),
        _split("Ferreira Da_Silva Garcia Lopez Rossi Esposito Martins Moreno Romano Pinto"),
        "pt",
    ),
    Names(
        6,
        _split("Aminata Moussa Mariam Boubacar"),
        _split("Fatoumata Ibrahima Awa Souleymane Mariama"),
        _split("Adama Ousmane Aïssata Fanta Cheick"),
        _split("Diallo Traoré Konaté Camara Sylla Diop Coulibaly"),
    ),
    Names(
        3,
        _split("Araxie Krikor Nazik Vartan"),
        _split("Anouche Hagop Sirane"),
        _split("Tigrane Ani Aram"),
        _split("Kévorkian Bédrossian Papazian Donikian"),
    ),
    Names(
        2,
        _split("Huong Minh Thi_Lan"),
        _split("Elif Mehmet Thanh"),
        _split("Emre Mai Deniz"),
        _split("Nguyen Tran Yildiz Demir"),
    ),
)
COUPLES = (
    ("Marcelle", "Roger", "Blanchet"),
    ("Ginette", "Marcel", "Vial"),
    ("Zohra", "Belkacem", "Mansouri"),
    ("Rosa", "Antonio", "Ferreira"),
    ("Odette", "Lucien", "Charvet"),
    ("Araxie", "Krikor", "Papazian"),
    ("Monique", "Bernard", "Giraud"),
    ("Khadija", "Ahmed", "Amrani"),
)
"""Who share a home, a mailbox and a landline."""
