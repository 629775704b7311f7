import { navigationChinese } from '../lib/sidebar.ts';
import { REPOSITORY } from '../lib/where.ts';

export const description = '给 Node.js 服务用的健康检查端点：应用出问题时仍能响应的探针，和一个请求也不丢的优雅终止。';

/** The theme's own words. */
export const theme = {
  nav: navigationChinese,
  outline: { level: [2, 3] as [number, number], label: '本页内容' },
  docFooter: { prev: '上一页', next: '下一页' },
  editLink: { pattern: `${REPOSITORY}/blob/main/:path`, text: '在 GitHub 上查看本页' },
  darkModeSwitchLabel: '外观',
  lightModeSwitchTitle: '切换到浅色模式',
  darkModeSwitchTitle: '切换到深色模式',
  sidebarMenuLabel: '菜单',
  returnToTopLabel: '回到顶部',
  langMenuLabel: '切换语言',
  skipToContentLabel: '跳到正文',
  notFound: {
    title: '找不到页面',
    quote: '这个地址没有页面。从首页或搜索开始。',
    linkLabel: '回到首页',
    linkText: '回到首页',
  },
};

export const search = {
  button: { buttonText: '搜索', buttonAriaLabel: '搜索' },
  modal: {
    displayDetails: '显示详细列表',
    resetButtonTitle: '清除',
    backButtonTitle: '关闭',
    noResultsText: '没有找到：',
    footer: {
      selectText: '打开',
      selectKeyAriaLabel: '回车键',
      navigateText: '上下选择',
      navigateUpKeyAriaLabel: '向上键',
      navigateDownKeyAriaLabel: '向下键',
      closeText: '关闭',
      closeKeyAriaLabel: 'Esc 键',
    },
  },
};
