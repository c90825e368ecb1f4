// The box in Spanish.
import type { BoxTexts } from "../texts.ts";

export const es: BoxTexts = {
  title: "Chat con la biblioteca",
  transcript: "Conversación",
  message: "Mensaje",
  messageHint: "Escriba su pregunta",
  send: "Enviar",
  tooLong: { one: "A este mensaje le sobra {n} carácter. Envíelo en dos partes.", many: "A este mensaje le sobran {n} de caracteres. Envíelo por partes.", other: "A este mensaje le sobran {n} caracteres. Envíelo por partes." },

  greeting: "¡Hola! Escriba aquí su pregunta y alguien de la biblioteca le responderá.",
  connecting: "Conectando…",
  unreachable: "En este momento no se puede acceder al chat. Seguimos intentándolo; lo que ha escrito se conserva aquí.",
  next: "El próximo turno es el suyo. Enseguida le atenderán.",
  position: { one: "Está en el puesto {n} de la cola. Ya puede escribir su pregunta.", many: "Está en el puesto {n} de la cola. Ya puede escribir su pregunta.", other: "Está en el puesto {n} de la cola. Ya puede escribir su pregunta." },
  joined: "{name} está aquí para ayudarle.",
  joinedNameless: "Ya hay alguien de la biblioteca para ayudarle.",
  returning: "La persona que le atendía ha perdido la conexión. Buscamos a otra; no se vaya, por favor.",
  transferring: "Le pasamos con otra persona de la biblioteca; no se vaya, por favor.",
  linkLost: "Su conexión se ha interrumpido. Se restablecerá sola.",

  you: "Usted",
  librarian: "La biblioteca",
  typing: "{name} está escribiendo…",
  held: "Pendiente de envío",
  sent: "Enviado",
  delivered: "Entregado",
  failed: "No entregado",
  resend: "Enviar de nuevo",
  newMessages: { one: "{n} mensaje nuevo", many: "{n} de mensajes nuevos", other: "{n} mensajes nuevos" },

  encryptedLine: "Este chat usa cifrado de extremo a extremo.",
  trust: {
    verified: {
      label: "Cifrado y confirmado",
      meaning: "Solo usted y la persona que le atiende pueden leer este chat. La clave de esa persona es la que la biblioteca publicó para esta ventana de chat.",
    },
    encrypted: {
      label: "Cifrado",
      meaning: "Sus mensajes van cifrados entre usted y la persona que le atiende. No se ha podido comprobar que la clave de esa persona sea una publicada por la biblioteca, así que no está confirmado quién la tiene.",
    },
    clear: {
      label: "Conexión normal",
      meaning: "Sus mensajes viajan por una conexión segura, como cualquier página web. El servicio de chat que los transmite podría leerlos.",
    },
  },
  whatDoesThisMean: "¿Qué significa esto?",
  verifiedOnly:
    "Esta biblioteca solo permite enviar mensajes a quien tenga una clave confirmada, y la de esta persona no lo está. Lo que ha escrito no se ha enviado. Puede esperar a otra persona, o terminar el chat y preguntar por otra vía.",
  keyChanged: "Ahora responde otra persona. ¿Se le pueden enviar los mensajes pendientes?",
  release: "Enviarlos",
  discard: "No enviarlos",

  contextTitle: "Lo que verá la biblioteca",
  contextNote: "Desmarque lo que no quiera compartir.",
  context: { page: "Esta página", title: "Título de la página", language: "Su idioma" },
  contextSent: "La biblioteca ve: {list}",
  agree: "Estoy de acuerdo",
  agreeFirst: "Primero debe aceptar: marque la casilla de arriba.",
  start: "Empezar el chat",

  offlineTitle: "Ahora no hay nadie disponible",
  offline: "Vuelva más tarde o pregunte a la biblioteca por otra vía.",
  offlineLink: "Otras formas de preguntar",
  offlineMail: "Escribir un correo",
  onlineAgain: "Ya hay alguien disponible.",
  retry: "Intentar de nuevo",

  ended: {
    "guest-ended": "Usted ha terminado el chat.",
    "guest-gone": "El chat terminó porque estuvo ausente demasiado tiempo.",
    "operator-ended": "La biblioteca ha terminado el chat.",
    "no-operator": "El chat terminó porque ya no queda nadie disponible. Lo sentimos.",
    "expired": "Nadie pudo responder a tiempo. Lo sentimos.",
  },
  unsent: { one: "{n} mensaje no se entregó.", many: "{n} de mensajes no se entregaron.", other: "{n} mensajes no se entregaron." },
  newChat: "Empezar otro chat",
  save: "Guardar la conversación",
  savedFrom: "Conversación del {time}",
  close: "Cerrar",

  end: "Terminar el chat",
  endQuestion: "¿Terminar este chat?",
  endNote: "La conversación se borrará de este navegador. Antes puede guardarla.",
  keepChatting: "Seguir en el chat",
  minimise: "Minimizar",
  popOut: "Abrir en una ventana aparte",
  popOutRefused: "Su navegador ha bloqueado la ventana nueva, así que el chat sigue aquí. Permita las ventanas emergentes e inténtelo de nuevo.",
  soundOn: "Activar el sonido",
  soundOff: "Desactivar el sonido",
  menu: "Más",

  elsewhere: "Ya tiene un chat abierto en otra pestaña.",
  continueHere: "Continuar ese chat aquí",
  moved: "Este chat sigue en otra pestaña o ventana.",
  bringBack: "Traerlo aquí de nuevo",

  failures: {
    "no-skin": "Este chat no está del todo configurado: la página no indica qué apariencia (skin) tiene. Por favor, avise a la biblioteca.",
    "unknown-skin": "Este chat no está bien configurado: no existe la apariencia (skin) que indica la página. Por favor, avise a la biblioteca.",
    "unknown-queue": "Este chat no está bien configurado: no existe la cola que indica la página. Por favor, avise a la biblioteca.",
    "too-fast": "Se han iniciado demasiados chats desde aquí. Espere un minuto e inténtelo de nuevo.",
    "refused": "No se pudo iniciar el chat. Inténtelo de nuevo.",
  },
};
