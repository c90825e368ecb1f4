// The box in Portuguese.
import type { BoxTexts } from "../texts.ts";

export const pt: BoxTexts = {
  title: "Falar com a biblioteca",
  transcript: "Conversa",
  message: "Mensagem",
  messageHint: "Escreva a sua pergunta",
  send: "Enviar",
  tooLong: { one: "Esta mensagem tem {n} carácter a mais. Envie-a em duas partes.", many: "Esta mensagem tem {n} de caracteres a mais. Envie-a por partes.", other: "Esta mensagem tem {n} caracteres a mais. Envie-a por partes." },

  greeting: "Olá! Escreva aqui a sua pergunta e alguém da biblioteca responderá.",
  connecting: "A ligar…",
  unreachable: "Neste momento não é possível aceder ao chat. Continuamos a tentar, e o que escreveu fica aqui.",
  next: "A seguir é a sua vez. Em breve alguém responderá.",
  position: { one: "Está em {n}.º lugar na fila. Já pode escrever a sua pergunta.", many: "Está em {n}.º lugar na fila. Já pode escrever a sua pergunta.", other: "Está em {n}.º lugar na fila. Já pode escrever a sua pergunta." },
  joined: "{name} está aqui para ajudar.",
  joinedNameless: "Está aqui alguém da biblioteca para ajudar.",
  returning: "A pessoa que respondia perdeu a ligação. Procuramos outra; por favor, aguarde.",
  transferring: "Vai passar para outra pessoa da biblioteca; por favor, aguarde.",
  linkLost: "A sua ligação foi interrompida. Será restabelecida automaticamente.",

  you: "Eu",
  librarian: "A biblioteca",
  typing: "{name} está a escrever…",
  held: "À espera de envio",
  sent: "Enviada",
  delivered: "Entregue",
  failed: "Não entregue",
  resend: "Enviar de novo",
  newMessages: { one: "{n} mensagem nova", many: "{n} de mensagens novas", other: "{n} mensagens novas" },

  encryptedLine: "Este chat usa encriptação de ponta a ponta.",
  trust: {
    verified: {
      label: "Encriptado e confirmado",
      meaning: "Este chat só pode ser lido por si e pela pessoa que responde. A chave dessa pessoa é a que a biblioteca publicou para esta janela de chat.",
    },
    encrypted: {
      label: "Encriptado",
      meaning: "As suas mensagens são encriptadas entre si e a pessoa que responde. Não foi possível verificar que a chave dessa pessoa é uma das publicadas pela biblioteca, por isso não está confirmado quem a tem.",
    },
    clear: {
      label: "Ligação normal",
      meaning: "As suas mensagens seguem por uma ligação segura, como qualquer página web. O serviço de chat que as transmite poderia lê-las.",
    },
  },
  whatDoesThisMean: "O que significa isto?",
  verifiedOnly:
    "Esta biblioteca só permite enviar mensagens a quem tenha uma chave confirmada, e a desta pessoa não está. O que escreveu não foi enviado. Pode esperar por outra pessoa, ou terminar o chat e perguntar de outra forma.",
  keyChanged: "Agora responde outra pessoa. As mensagens em espera podem ser-lhe enviadas?",
  release: "Sim, enviar",
  discard: "Não enviar",

  contextTitle: "O que a biblioteca vai ver",
  contextNote: "Desmarque o que não quiser partilhar.",
  context: { page: "Esta página", title: "Título da página", language: "A sua língua" },
  contextSent: "A biblioteca vê: {list}",
  agree: "Concordo",
  agreeFirst: "Primeiro é preciso concordar: marque a caixa acima.",
  start: "Começar o chat",

  offlineTitle: "De momento não há ninguém disponível",
  offline: "Volte mais tarde ou pergunte à biblioteca de outra forma.",
  offlineLink: "Outras formas de perguntar",
  offlineMail: "Escrever um e-mail",
  onlineAgain: "Já está alguém disponível.",
  retry: "Tentar de novo",

  ended: {
    "guest-ended": "O chat foi terminado por si.",
    "guest-gone": "O chat terminou porque esteve ausente demasiado tempo.",
    "operator-ended": "A biblioteca terminou o chat.",
    "no-operator": "O chat terminou porque já não está ninguém disponível. Lamentamos.",
    "expired": "Ninguém pôde responder a tempo. Lamentamos.",
  },
  unsent: { one: "{n} mensagem não foi entregue.", many: "{n} de mensagens não foram entregues.", other: "{n} mensagens não foram entregues." },
  newChat: "Começar outro chat",
  save: "Guardar a conversa",
  savedFrom: "Conversa de {time}",
  close: "Fechar",

  end: "Terminar o chat",
  endQuestion: "Terminar este chat?",
  endNote: "A conversa será apagada deste navegador. Pode guardá-la antes.",
  keepChatting: "Continuar o chat",
  minimise: "Minimizar",
  popOut: "Abrir numa janela própria",
  popOutRefused: "O seu navegador bloqueou a nova janela, por isso o chat continua aqui. Permita janelas pop-up e tente de novo.",
  soundOn: "Ligar o som",
  soundOff: "Desligar o som",
  menu: "Mais",

  elsewhere: "Já tem um chat noutro separador.",
  continueHere: "Continuar esse chat aqui",
  moved: "Este chat continua noutro separador ou janela.",
  bringBack: "Trazer de volta para aqui",

  failures: {
    "no-skin": "Este chat não está totalmente configurado: a página não indica o aspeto (skin). Por favor, avise a biblioteca.",
    "unknown-skin": "Este chat não está bem configurado: não existe o aspeto (skin) que a página indica. Por favor, avise a biblioteca.",
    "unknown-queue": "Este chat não está bem configurado: não existe a fila que a página indica. Por favor, avise a biblioteca.",
    "too-fast": "Foram iniciados demasiados chats a partir daqui. Espere um minuto e tente de novo.",
    "refused": "Não foi possível iniciar o chat. Tente de novo.",
  },
};
