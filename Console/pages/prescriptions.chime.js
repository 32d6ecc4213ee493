// Two short tones, made on the spot: a sound file would have to be loaded when nobody waits for it.
/** @type {AudioContext | null} */
let audio = null;

export function chime() {
  audio ??= new AudioContext();
  for (const [i, pitch] of [880, 660].entries()) {
    const from = audio.currentTime + i * 0.25;
    const tone = new OscillatorNode(audio, { frequency: pitch });
    const volume = new GainNode(audio, { gain: 0.15 });
    volume.gain.setTargetAtTime(0, from + 0.15, 0.03);
    tone.connect(volume).connect(audio.destination);
    tone.start(from);
    tone.stop(from + 0.35);
  }
}
