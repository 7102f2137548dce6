// العربية: see tool-texts.js.

import { pluralsIn } from '../locale.js';
import { text } from '../messages/ar.js';

const plural = pluralsIn('ar');
// What people named keeps its own direction within the sentence.
const only = (words) => `\u2068${words}\u2069`;
const { status } = text;

export const tools = {
  account: {
    label: 'الحساب',
    admin: 'مسؤول',
    user: 'مستخدم',
    shortcuts: 'اختصارات المفتاح الواحد',
    shortcutsHelp: 'اختصارات لوحة المفاتيح',
    backOffice: 'الإدارة',
    backOfficeNotOpened: 'تعذّر فتح الإدارة.',
    changePassword: 'تغيير كلمة المرور',
    signOut: 'تسجيل الخروج',
    signOutEverywhere: 'تسجيل الخروج من كل الأجهزة',
    notSignedOutEverywhere: 'لم يُسجَّل خروجك من كل الأجهزة: ما زلت مسجّلًا هنا.',
    passwordLead: 'تبقى مسجّلًا هنا، وفي كل مكان آخر عليك تسجيل الدخول من جديد.',
    current: 'كلمة المرور الحالية',
    new: 'كلمة المرور الجديدة',
    newHint: '12 حرفًا أو أكثر. بضع كلمات أسهل تذكّرًا من رموز غريبة.',
    missing: { current: 'أدخل كلمة المرور الحالية.', new: 'أدخل كلمة مرور جديدة.' },
    passwordChanged: 'تغيّرت كلمة مرورك، وانتهت جلساتك الأخرى.',
  },

  signInAgain: {
    heading: 'انتهت جلستك',
    lead: (name) => `أدخل كلمة مرور ${only(name)} لتتابع. لم يضع شيء من هذه الصفحة.`,
    somebodyElse: 'الدخول بحساب آخر',
  },

  shortcuts: {
    heading: 'اختصارات لوحة المفاتيح',
    everywhere: 'في كل مكان', tickets: 'التذاكر', forms: 'في النماذج',
    keys: {
      '/': 'البحث في التذاكر',
      c: 'تذكرة جديدة',
      '?': 'عرض هذه الاختصارات',
      'Ctrl+K': 'البحث عن إجراء أو تذكرة أو شخص أو قائمة محفوظة',
      j: 'التذكرة التالية',
      k: 'التذكرة السابقة',
      Enter: 'فتح التذكرة',
      u: 'العودة إلى القائمة',
      x: 'تحديد التذكرة',
      r: 'كتابة رد',
      n: 'كتابة ملاحظة داخلية',
      m: 'إسناد إليّ',
      e: 'وضع علامة «محلولة»',
      'Shift+E': 'وضع علامة «محلولة» والانتقال إلى التذكرة التالية',
      z: 'التراجع عن آخر تغيير',
      Esc: 'إلغاء التحديد، أو مغادرة النص',
      'Ctrl+Enter': 'إرسال',
      'Ctrl+Shift+Enter': 'الرد والحل',
    },
    set: (field, choices) => `تعيين ${field}${choices ? `: 1 إلى ${choices}` : ''}`,
    singleKeys: 'الاختصارات بمفتاح واحد',
  },

  chooser: { none: 'لا شيء يطابق.', isOn: 'القيمة الحالية' },

  palette: {
    title: 'بحث',
    hint: 'إجراء أو ‎#12 أو كلمات أو شخص أو قائمة محفوظة…',
    hintOwn: 'إجراء أو ‎#12 أو كلمات…',
    actions: 'الإجراءات', tickets: 'التذاكر', people: 'الأشخاص', views: 'القوائم المحفوظة',
    ticketsOf: (name) => `تذاكر ${only(name)}`,
  },

  selected: {
    selection: 'التذاكر المحددة',
    elsewhere: (count) => plural(count, { one: 'واحدة منها ليست في هذه الصفحة', two: 'اثنتان منها ليستا في هذه الصفحة', few: '# منها ليست في هذه الصفحة', other: '# منها ليست في هذه الصفحة' }),
    mostSelected: 'لا يمكن تحديد أكثر من ذلك معًا',
    clearSelection: 'إلغاء التحديد',
    selectionLost: 'أُلغي التحديد لأن عوامل التصفية تغيّرت.',
    resolve: 'وضع علامة «محلولة»',
    oneChanged: (id, value) => `أصبحت حالة ‎#${id}‎ «${status[value]}».`,
    severalChanged: (count, value) => plural(count, { one: `أصبحت حالة تذكرة واحدة «${status[value]}».`, two: `أصبحت حالة تذكرتين «${status[value]}».`, few: `أصبحت حالة # تذاكر «${status[value]}».`, other: `أصبحت حالة # تذكرة «${status[value]}».` }),
    notChanged: 'لم يتغير شيء.',
    undo: 'تراجع',
    undone: (count) => plural(count, { one: 'عادت تذكرة واحدة كما كانت.', two: 'عادت تذكرتان كما كانتا.', few: 'عادت # تذاكر كما كانت.', other: 'عادت # تذكرة كما كانت.' }),
    kept: (count) => plural(count, { one: 'غيّر شخص آخر تذكرة واحدة في هذه الأثناء، فبقيت كما هي.', two: 'غيّر شخص آخر تذكرتين في هذه الأثناء، فبقيتا كما هما.', few: 'غيّر شخص آخر # تذاكر في هذه الأثناء، فبقيت كما هي.', other: 'غيّر شخص آخر # تذكرة في هذه الأثناء، فبقيت كما هي.' }),
    selectAll: (count) => plural(count, { one: 'تحديد التذكرة المطابقة', two: 'تحديد التذكرتين المطابقتين', few: 'تحديد كل المطابقة (#)', other: 'تحديد كل المطابقة (#)' }),
    selectFirst: (count) => plural(count, { few: 'تحديد أول #', other: 'تحديد أول #' }),
    gathering: 'جارٍ تحديد كل المطابقة…',
    notGathered: 'تعذّر تحديد كل المطابقة.',
    changing: (count) => plural(count, { one: 'جارٍ تغيير تذكرة واحدة…', two: 'جارٍ تغيير تذكرتين…', few: 'جارٍ تغيير # تذاكر…', other: 'جارٍ تغيير # تذكرة…' }),
    stopped: (count) => plural(count, { one: 'بقيت تذكرة واحدة كما هي.', two: 'بقيت تذكرتان كما هما.', few: 'بقيت # تذاكر كما هي.', other: 'بقيت # تذكرة كما هي.' }),
    refused: (count) => plural(count, { one: 'لم تتغيّر تذكرة واحدة:', two: 'لم تتغيّر تذكرتان:', few: 'لم تتغيّر # تذاكر:', other: 'لم تتغيّر # تذكرة:' }),
    gone: (count) => plural(count, { one: 'تذكرة واحدة لم تعد موجودة.', two: 'تذكرتان لم تعودا موجودتين.', few: '# تذاكر لم تعد موجودة.', other: '# تذكرة لم تعد موجودة.' }),
    isNow: (what) => `غيّرها شخص آخر، والآن: ${what}`,
    isGone: 'لم تعد موجودة',
    fieldSet: (tickets, what) => `${tickets}: ${what}.`,
    anyway: 'التغيير رغم ذلك',
    values: { assignee: (field, name) => `المسند إليه ${only(name)}`, other: (field, value) => `${field} «${only(value)}»` },
  },
};
