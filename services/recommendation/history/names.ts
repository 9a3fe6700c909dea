import type { Random } from '@frontpage/shared/random.ts';
import { pick } from './draw.ts';

interface NamePool {
  share: number;
  /** Separated by spaces, as the family names are. */
  given: string;
  family: string;
  /** How the two are written together: given name, space, family name unless said. */
  join?: (given: string, family: string) => string;
}

const familyFirst = (given: string, family: string) => `${family} ${given}`;
const familyFirstUnspaced = (given: string, family: string) => `${family}${given}`;

// Where a family name changes with gender, women and men are pools of their own.
const POOLS: readonly NamePool[] = [
  {
    share: 14,
    given:
      'Ada Alice Amy Beatrice Clara Edith Emma George Grace Harold Henry Imogen Jack Maud Oliver Rose Ruth Samuel Thomas Walter',
    family:
      'Ashby Barlow Carter Dunn Ellis Fletcher Hale Harwood Marsh Mercer Norris Pike Quill Rowe Shaw Thorne Underhill Vane Webb Yates',
  },
  {
    share: 8,
    given: 'Aoife Brendan Ciarán Deirdre Eoin Fionnuala Gráinne Maeve Niamh Oisín Róisín Séamus',
    family: 'Brady Byrne Doyle Egan Kavanagh Keane Nolan O’Dowd O’Hara Quinn Tierney',
  },
  {
    share: 8,
    given: 'Adèle Agnès Benoît Camille Céline Étienne François Hélène Jérôme Léa Margaux Noémie Rémi Théo',
    family:
      'Beaulieu Chevalier Delacroix Durand Fontaine Girard Lefèvre Mercier Moreau Périer Rousselet Tessier',
  },
  {
    share: 8,
    given: 'Anke Björn Christa Dieter Elke Friedrich Gisela Hannelore Jörg Jürgen Käthe Lukas Sabine Ulrike',
    family: 'Albrecht Böhm Fischer Grünwald Hoffmann Jäger Köhler Lindner Müller Schäfer Vogel Weiß',
  },
  {
    share: 7,
    given: 'Alejandra Álvaro Begoña Carmen Diego Elena Íñigo Inés Javier Lucía Martín Nuria Pilar Rocío',
    family: 'Álvarez Castaño Domínguez Gómez Herrera Ibáñez Muñoz Núñez Ortega Peña Romero Vázquez',
  },
  {
    share: 6,
    given: 'Alessandra Bruno Caterina Dario Elisa Fabio Giulia Lorenzo Marta Niccolò Paola Silvia',
    family: 'Bellini Colombo Esposito Ferrari Galli Lombardi Marini Moretti Ricci Rinaldi Santoro Villa',
  },
  {
    share: 5,
    given: 'André Beatriz Conceição Duarte Filipa Gonçalo Inês João Luísa Rui Simão Teresa',
    family:
      'Almeida Brandão Carvalho Fonseca Guimarães Lourenço Magalhães Nogueira Pinto Simões Tavares Veríssimo',
  },
  {
    share: 7,
    given: 'Åsa Astrid Bjørn Freja Gunnar Håkon Ingrid Jens Kåre Linnéa Mårten Sigrid Sølvi Tove',
    family: 'Åberg Bergström Dahl Ekström Holm Kjær Lindqvist Møller Nygård Øverland Sjöberg Strand',
  },
  {
    share: 3,
    given: 'Aino Eero Helmi Ilmari Jukka Päivi Säde Tuomas Väinö Yrjö',
    family: 'Hämäläinen Järvinen Koskela Lehtonen Mäkinen Niemi Rautio Salmela Virtanen Ylönen',
  },
  {
    share: 3,
    given: 'Agnieszka Bożena Elżbieta Grażyna Halina Jadwiga Małgorzata Zofia',
    family: 'Dąbrowska Górska Kowalczyk Lewandowska Nowak Sikora Wójcik Zielińska',
  },
  {
    share: 3,
    given: 'Bogdan Grzegorz Jacek Łukasz Michał Stanisław Wojciech Zbigniew',
    family: 'Dąbrowski Górski Kowalczyk Lewandowski Nowak Sikora Wójcik Zieliński',
  },
  {
    share: 2,
    given: 'Alžběta Božena Eliška Jiřina Kateřina Růžena Věra Zdeňka',
    family: 'Černá Dvořáková Horáková Kučerová Nováková Procházková Svobodová Veselá',
  },
  {
    share: 2,
    given: 'Bohumil Jiří Karel Luboš Ondřej Řehoř Tomáš Zdeněk',
    family: 'Černý Dvořák Horák Kučera Novák Procházka Svoboda Veselý',
  },
  {
    share: 3,
    given: 'Ágnes Bálint Csilla Gyöngyi Ildikó László Márta Sándor Tünde Zsófia',
    family: 'Bárány Farkas Hegedűs Kertész Molnár Németh Szőke Takács Török Vörös',
    join: familyFirst,
  },
  {
    share: 3,
    given: 'Ayşe Barış Çağla Defne Emre Gülşen İpek Ömer Şebnem Yiğit',
    family: 'Aydın Çelik Doğan Erdoğdu Güneş Kılıç Öztürk Şahin Türkmen Yıldız',
  },
  {
    share: 2,
    given: 'Abebe Chidi Folasade Kwame Makena Ngozi Tendai Thandiwe Wanjiru Zanele',
    family: 'Abiola Dlamini Kamau Mensah Moyo Nwosu Okafor Owusu Tesfaye Wekesa',
  },
  {
    share: 2,
    given: 'Ananya Arjun Devika Ishaan Kavya Meera Nikhil Priya Rohan Tara',
    family: 'Banerjee Chatterjee Deshpande Iyer Joshi Kulkarni Menon Patel Rao Sharma',
  },
  {
    share: 2,
    given: 'Ελένη Δήμητρα Ζωή Ιωάννα Κατερίνα Σοφία',
    family: 'Αγγελοπούλου Βασιλείου Γεωργίου Δημητρίου Καραγιάννη Παπαδοπούλου',
  },
  {
    share: 2,
    given: 'Αλέξανδρος Γιώργος Δημήτρης Κώστας Νίκος Σταύρος',
    family: 'Αγγελόπουλος Βασιλείου Γεωργίου Δημητρίου Καραγιάννης Παπαδόπουλος',
  },
  {
    share: 2,
    given: 'Анна Вера Дарья Елена Мария Ольга',
    family: 'Белова Волкова Кузнецова Морозова Орлова Соколова',
  },
  {
    share: 2,
    given: 'Алексей Борис Дмитрий Иван Михаил Сергей',
    family: 'Белов Волков Кузнецов Морозов Орлов Соколов',
  },
  {
    share: 1,
    given: 'Богдана Ганна Ірина Леся Оксана Соломія',
    family: 'Бондаренко Гриценко Кравченко Мельник Шевчук Ярошенко',
  },
  {
    share: 2,
    given: '美咲 葵 健太 翔 さくら 直樹 恵子 大輔',
    family: '佐藤 鈴木 高橋 田中 渡辺 小林 中村 加藤',
    join: familyFirst,
  },
  {
    share: 2,
    given: '伟 芳 秀英 静 明 婷婷 建国 晓梅',
    family: '王 李 张 刘 陈 杨 赵 周',
    join: familyFirstUnspaced,
  },
  {
    share: 1,
    given: '서연 민준 지우 하은 도윤 수아 예준 지호',
    family: '김 이 박 최 정 강 조 윤',
    join: familyFirstUnspaced,
  },
];

/** A plausible name from one of two dozen naming traditions, in several scripts, mostly Latin. Three draws. */
export function drawName(random: Random): string {
  const { given, family, join = givenFirst } = pick(random, POOLS, (pool) => pool.share);
  return join(
    pick(random, given.split(' '), () => 1),
    pick(random, family.split(' '), () => 1),
  );
}

function givenFirst(given: string, family: string): string {
  return `${given} ${family}`;
}
