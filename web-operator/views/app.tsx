// The page as a whole: which screen the desk's state asks for.
import type { Actions, Model } from "../model.ts";
import { ElsewhereScreen, SignInScreen } from "./sign-in.tsx";
import { DeskScreen } from "./desk-screen.tsx";

export function App({ model, actions }: { readonly model: Model; readonly actions: Actions }) {
  const { desk } = model;
  switch (desk.state) {
    case "signed-out":
    case "signing-in":
      return <SignInScreen desk={desk} act={actions.act} />;
    case "elsewhere":
      return <ElsewhereScreen desk={desk} act={actions.act} />;
    case "working":
      return <DeskScreen desk={desk} model={model} actions={actions} />;
    default:
      return desk satisfies never;
  }
}
