// The words of the search's language in other languages than English, whose words are always understood. None may have a space.

import { language } from './locale.js';

export const WORDS = {
  ar: {
    status: 'الحالة', new: 'جديدة', review: 'قيد-المراجعة', underreview: 'قيد-المراجعة', resolved: 'محلولة',
    priority: 'الأولوية', low: 'منخفضة', normal: 'عادية', high: 'عالية', urgent: 'عاجلة',
    category: 'الفئة', assignee: 'المكلف', me: 'أنا', none: 'لا-أحد', requester: 'المقدم',
    waiting: 'بانتظار', staff: 'الفريق', is: 'هي', unread: 'غير-مقروءة', open: 'مفتوحة', opened: 'أرسلت',
  },
};

export const ownWords = WORDS[language] ?? {};
