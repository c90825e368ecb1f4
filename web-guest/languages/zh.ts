// The box in Simplified Chinese.
import type { BoxTexts } from "../texts.ts";

export const zh: BoxTexts = {
  title: "与图书馆员聊天",
  transcript: "对话",
  message: "消息",
  messageHint: "请写下您的问题",
  send: "发送",
  tooLong: { other: "这条消息超出了 {n} 个字符，请分几次发送。" },

  greeting: "您好！请在这里提问，图书馆员会回答您。",
  connecting: "正在连接…",
  unreachable: "目前无法连接聊天服务。系统会继续尝试，您写的内容会保留在这里。",
  joining: "正在呼叫图书馆员…",
  next: "下一位就是您，图书馆员马上就来。",
  position: { other: "您排在第 {n} 位。现在就可以写下您的问题。" },
  joined: "{name} 为您服务。",
  returning: "图书馆员的连接断开了，我们正在寻找其他同事，请稍候。",
  transferring: "正在为您转接其他同事，请稍候。",
  linkLost: "您的网络连接中断了，稍后会自动恢复。",
  linkBack: "已重新连接。",

  you: "您",
  librarian: "图书馆员",
  typing: "{name} 正在输入…",
  held: "等待发送",
  sent: "已发送",
  delivered: "已送达",
  failed: "未送达",
  resend: "重新发送",
  newMessages: { other: "{n} 条新消息" },

  encryptedLine: "此聊天采用端到端加密。",
  trust: {
    verified: {
      label: "已加密并已确认",
      meaning: "只有您和图书馆员能阅读此聊天。图书馆员的密钥就是图书馆为此聊天窗口公布的密钥。",
    },
    encrypted: {
      label: "已加密",
      meaning: "您与图书馆员之间的消息已加密。图书馆员的密钥无法与图书馆公布的密钥核对，因此无法确认密钥属于谁。",
    },
    clear: {
      label: "普通连接",
      meaning: "您的消息通过安全连接传输，与一般网页相同。传递消息的聊天服务有可能读到内容。",
    },
  },
  whatDoesThisMean: "这是什么意思？",
  verifiedOnly: "本馆只把您的消息发送给密钥已确认的图书馆员，而当前的密钥未经确认。您写的内容没有发送。您可以等待其他同事，或结束聊天并用其他方式提问。",
  keyChanged: "现在由另一位馆员答复。是否把仍在等待的消息发送给这位馆员？",
  release: "发送",

  contextTitle: "图书馆员将会看到",
  contextNote: "请去掉您不想分享的内容。",
  context: { page: "此页面", title: "页面标题", language: "您的语言" },
  contextSent: "图书馆员可以看到：{list}",
  agree: "我同意",
  agreeFirst: "请先同意：勾选上面的方框。",
  start: "开始聊天",

  offlineTitle: "目前没有图书馆员在线",
  offline: "请稍后再来，或用其他方式向图书馆提问。",
  offlineLink: "其他提问方式",
  offlineMail: "写电子邮件",
  onlineAgain: "图书馆员已上线。",
  retry: "重试",

  ended: {
    "guest-ended": "您已结束聊天。",
    "guest-gone": "由于您离开时间过长，聊天已结束。",
    "operator-ended": "图书馆员已结束聊天。",
    "no-operator": "已没有图书馆员在线，聊天已结束。非常抱歉。",
    "expired": "没有人能及时答复。非常抱歉。",
  },
  unsent: { other: "有 {n} 条消息未送达。" },
  newChat: "开始新的聊天",
  save: "保存对话",
  savedFrom: "{time} 的对话",
  close: "关闭",

  end: "结束聊天",
  endQuestion: "要结束此聊天吗？",
  endNote: "对话随后会从此浏览器中清除。您可以先保存。",
  keepChatting: "继续聊天",
  minimise: "最小化",
  popOut: "在单独的窗口中打开",
  soundOn: "打开声音",
  soundOff: "关闭声音",
  menu: "更多",

  elsewhere: "您已在另一个标签页中聊天。",
  continueHere: "在这里继续该聊天",
  moved: "此聊天已转到另一个标签页或窗口。",
  bringBack: "移回这里",

  failures: {
    "no-skin": "此聊天窗口设置不完整：页面没有说明使用哪个外观（skin）。请告知图书馆。",
    "unknown-skin": "此聊天窗口设置有误：页面所指的外观（skin）不存在。请告知图书馆。",
    "unknown-queue": "此聊天窗口设置有误：页面所指的队列不存在。请告知图书馆。",
    "too-fast": "从这里发起的聊天过多。请等一分钟再试。",
    "refused": "无法开始聊天，请重试。",
  },
};
