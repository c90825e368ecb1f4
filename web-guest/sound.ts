// A soft tone for a new message; made here, so that there is no file to fetch. Off until the guest turns it on.
let audio: AudioContext | undefined;

/** Called on the press that turns sound on: browsers allow audio from then on. */
export function allowSound(): void {
  audio ??= new AudioContext();
  void audio.resume();
  playTone();
}

export function playTone(): void {
  if (audio === undefined) return;
  const start = audio.currentTime;
  const [tone, volume] = [audio.createOscillator(), audio.createGain()];
  tone.frequency.setValueAtTime(660, start);
  tone.frequency.setValueAtTime(880, start + 0.09);
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(0.12, start + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.4);
  tone.connect(volume).connect(audio.destination);
  tone.start(start);
  tone.stop(start + 0.45);
}
