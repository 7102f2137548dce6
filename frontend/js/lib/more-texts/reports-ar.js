// العربية: see report-texts.js.

// What people named keeps its own direction within the sentence.
const only = (words) => `\u2068${words}\u2069`;

export const words = {
  reports: {
    pageTitle: 'التقارير · نظام التذاكر',
    period: 'الفترة',
    periods: { 7: '7 أيام', 30: '30 يومًا', 90: '90 يومًا', month: 'هذا الشهر' },
    from: 'من', to: 'إلى', show: 'عرض',
    comparedWith: (period, before) => `${only(period)}، مقارنةً مع ${only(before)}`,
    opened: 'المفتوحة', resolved: 'المحلولة', answered: 'الردود الأولى', backlog: 'غير المحلولة في النهاية',
    firstReply: 'الوقت حتى الرد الأول', resolution: 'الوقت حتى الحل',
    ninthDecile: (time) => `النصف خلال هذه المدة، و9 من 10 خلال ${time}`, ninth: '9 من 10 خلال',
    change: (share) => `${only(share)} مقارنةً بالفترة السابقة`,
    nothingBefore: 'لا يوجد ما يُقارن به',
    flowByDay: 'المفتوحة والمحلولة حسب اليوم', flowByWeek: 'المفتوحة والمحلولة حسب الأسبوع',
    backlogOverTime: 'التذاكر غير المحلولة',
    asTable: 'كجدول', days: 'الأيام',
    byCategory: 'حسب الفئة', byPriority: 'حسب الأولوية', byAssignee: 'حسب المسؤول عنها',
    name: 'الاسم', nobody: 'لا أحد',
    notSaved: 'تعذّر تنزيل الملف.',
    notes: 'ما الذي يُحسب',
    noteLines: [
      'الأيام بالتوقيت العالمي المنسق (UTC). تُحسب التذكرة بفئتها وأولويتها والمسؤول عنها كما هي الآن، ولا تُحسب التذاكر المحذوفة.',
      'الردود الأولى: التذاكر التي جاء أول رد من مسؤول عليها خلال الفترة. الوقت هو الوسيط منذ فتحها، بأرباع الساعة.',
      'المحلولة: التذاكر المحلولة الآن والتي حُلّت خلال الفترة. الوقت هو الوسيط منذ فتحها، بالساعات الكاملة.',
      'غير المحلولة: التذاكر الموجودة في نهاية اليوم عدا ما حُلّ قبل ذلك. التذكرة التي أُعيد فتحها تُحسب غير محلولة طوال الوقت.',
    ],
  },

  export: {
    label: 'التصدير',
    running: (rows, total) => (total ? `${rows} من ${total} صفًا` : `الصفوف: ${rows}`),
    size: (rows, size) => `${rows} · ${size}`,
    done: 'تم تصدير القائمة.',
    cancelled: 'أُلغي التصدير.',
    failed: 'تعذّر تصدير القائمة.',
    broken: 'انتهى التصدير قبل أوانه. الملف غير كامل.',
    fileType: 'قيم مفصولة بفواصل',
  },
};
