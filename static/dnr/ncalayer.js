// NCALayer, the program of НУЦ РК that holds a person's ЭЦП on their own computer: a WebSocket on loopback, a greeting,
// one question, one answer. Module `kz.gov.pki.knca.basics`, method `sign`. Neither key nor password comes this way.
//
//   NCALayer.sign(address, { data, attached, iin, bin, extKeyUsageOids, locale }, { signal, onStage, limits })
//
// `data`: Base64 of the exact bytes to sign, or a list of such, for which the key is chosen once. Gives the CMS as Base64
// without armour or blanks, for a list as many in its order, or throws NCALayer.Refused, whose `code` is one of WORDS and whose `detail` is what NCALayer itself answered. `onStage` hears
// "connecting" and "choosing". `signal`: an AbortSignal for the person who changes their mind.
(() => {
  "use strict";
  if (window.NCALayer) return;

  // Milliseconds. `asking`: the browser itself may first ask whether the site may reach programs on the computer.
  const LIMITS = { connect: 5_000, asking: 60_000, answer: 300_000 };

  // Codes of NCALayer as they come in `code`; the others are ours.
  const ITS_CODES = new Set([
    "INVALID_SIGNING_PARAMS", "SIGNING_FAILURE", "CSR_GENERATING_FAILURE", "CERTIFICATE_IMPORTING_FAILURE",
    "INVALID_IMPORTING_CERTIFICATE", "GENERAL_ERROR", "INVOCATION_ERROR",
  ]);
  const WORDS = [
    ...ITS_CODES, "unknown", "not_running", "forbidden", "mute", "too_old", "cancelled", "stopped", "closed", "timeout",
    "garbage", "unclear", "busy",
  ];

  class Refused extends Error {
    constructor(code, detail = "") {
      super(detail ? `${code}: ${detail}` : code);
      this.code = code;
      this.detail = detail;
    }
  }

  const request = ({ data, attached = true, iin, bin, extKeyUsageOids = [], locale = "ru" }) => JSON.stringify({
    module: "kz.gov.pki.knca.basics",
    method: "sign",
    args: {
      allowedStorages: null, // any: a file, a token, the identity card
      format: "cms",
      data,
      // `decode`: sign the bytes, not their Base64. No `tsaProfile`: a time stamp would need one more server to be up.
      signingParams: { decode: true, encapsulate: attached, digested: false },
      signerParams: { extKeyUsageOids, ...(iin && { iin }), ...(bin && { bin }) },
      locale,
    },
  });

  // ---------------------------------------------------------------- what it answers

  const quoted = (...parts) => parts
    .filter((part) => part !== null && part !== undefined && part !== "")
    .map((part) => (typeof part === "string" ? part : JSON.stringify(part)))
    .join(" · ")
    .slice(0, 300);

  const parsed = (text) => {
    try {
      const message = JSON.parse(text);
      if (message && typeof message === "object" && !Array.isArray(message)) return message;
    } catch { /* no JSON at all */ }
    throw new Refused("garbage", quoted(typeof text === "string" ? text : ""));
  };

  const greets = (answer) => Boolean(answer.result?.version);

  // As many as were asked for: a string or a list of one for a single one, or either under `signatures`.
  const signatures = (result, wanted) => {
    const given = result.signatures ?? result;
    const all = Array.isArray(given) ? given : [given];
    if (all.length !== (Array.isArray(wanted) ? wanted.length : 1)) throw new Refused("garbage", quoted(result));
    return Array.isArray(wanted) ? all.map(signature) : signature(all[0]);
  };

  // In PEM armour or without.
  const signature = (text) => {
    if (typeof text !== "string") throw new Refused("garbage", quoted(text));
    const base64 = text.replace(/-----[^-]*-----/g, "").replace(/\s+/g, "");
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) throw new Refused("garbage", quoted(text));
    return base64;
  };

  const refusal = (code, ...detail) => {
    if (detail.includes("action.canceled")) return new Refused("cancelled");
    if (code === "MODULE_NOT_FOUND") return new Refused("too_old", code);
    return ITS_CODES.has(code) ? new Refused(code, quoted(code, ...detail)) : new Refused("unknown", quoted(code, ...detail));
  };

  // The signature; undefined while there is none yet. Throws Refused.
  const read = (text, wanted) => {
    if (text === "--heartbeat--") return undefined;
    const answer = parsed(text);
    if (answer.errorCode) throw refusal(answer.errorCode, answer.message);
    if (answer.status === false) throw refusal(answer.code, answer.message, answer.details);
    const older = answer.code !== undefined && answer.status === undefined; // the shape of `commonUtils`
    if (older && String(answer.code) !== "200") throw refusal(answer.code, answer.message);
    // `{}`, the greeting once more, anything else without a word on whether it signed: nothing better will follow.
    if (!older && answer.status !== true) throw new Refused("unclear", quoted(text));
    const result = older ? answer.responseObject : answer.body?.result;
    // This is how it says that the person closed its window.
    if (result === undefined || result === null) throw new Refused("cancelled");
    return signatures(result, wanted);
  };

  // ---------------------------------------------------------------- the conversation

  const converse = (address, what, patience, limits, { signal, onStage }) => new Promise((resolve, reject) => {
    let socket, clock, stage;
    const end = (settle, value) => {
      clearTimeout(clock);
      signal?.removeEventListener("abort", stop);
      if (socket) socket.onopen = socket.onmessage = socket.onclose = socket.onerror = null;
      socket?.close();
      settle(value);
    };
    const fail = (code, detail) => end(reject, new Refused(code, detail));
    const stop = () => fail("stopped");
    const enter = (next, limit, late) => {
      stage = next;
      clearTimeout(clock);
      clock = setTimeout(fail, limit, late);
      if (next !== "greeting") onStage?.(next);
    };
    const hear = ({ data }) => {
      if (stage === "choosing") {
        const cms = read(data, what.data);
        if (cms !== undefined) end(resolve, cms);
      } else if (data !== "--heartbeat--") {
        if (!greets(parsed(data))) throw new Refused("garbage", quoted(data));
        socket.send(request(what));
        enter("choosing", limits.answer, "timeout");
      }
    };

    if (signal?.aborted) return stop();
    signal?.addEventListener("abort", stop);
    enter("connecting", patience, "not_running");
    try {
      socket = new WebSocket(address);
    } catch { // Firefox: kept back by the page's policy
      return fail("not_running");
    }
    socket.onopen = () => enter("greeting", limits.connect, "mute");
    // Chromium tells of an address that the page's policy keeps back by `error` alone.
    socket.onclose = socket.onerror = () => fail(stage === "connecting" ? "not_running" : "closed");
    socket.onmessage = (event) => {
      try {
        hear(event);
      } catch (error) {
        end(reject, error);
      }
    };
  });

  // Chromium lets a site reach the computer's own programs after asking the person: "prompt", "denied", "granted".
  const leave = async () => {
    for (const name of ["loopback-network", "local-network-access"]) {
      try {
        return (await navigator.permissions.query({ name })).state;
      } catch { /* unknown to this browser */ }
    }
    return "granted";
  };

  let inFlight = false;
  const sign = async (address, what, { signal, onStage, limits } = {}) => {
    // Answers carry no number: with two questions on the way nobody could tell them apart.
    if (inFlight) throw new Refused("busy");
    inFlight = true;
    const all = { ...LIMITS, ...limits };
    try {
      const patience = (await leave()) === "prompt" ? all.asking : all.connect;
      return await converse(address, what, patience, all, { signal, onStage });
    } catch (error) {
      if (error.code === "not_running" && (await leave()) === "denied") throw new Refused("forbidden");
      throw error;
    } finally {
      inFlight = false;
    }
  };

  window.NCALayer = { sign, Refused, WORDS };
})();
