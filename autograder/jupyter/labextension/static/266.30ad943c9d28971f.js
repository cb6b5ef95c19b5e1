"use strict";(self.rspackChunkword_vector_autograder=self.rspackChunkword_vector_autograder||[]).push([[266],{646(a,e,o){var r=o(601),t=o.n(r),n=o(314),i=(o.n(n))()(t());i.push([a.id,`.ag-Panel {
  background: var(--jp-layout-color1);
  color: var(--jp-ui-font-color1);
  font-size: var(--jp-ui-font-size1);
  overflow-y: auto;
  min-width: 220px;
}

.ag-Body {
  padding: 12px;
  line-height: 1.45;
}

.ag-Body :is(h2, h3) {
  margin: 0;
  font-size: var(--jp-ui-font-size2);
  font-weight: 600;
}

.ag-Body h3 {
  font-size: var(--jp-ui-font-size1);
}

.ag-Body p {
  margin: 6px 0;
  overflow-wrap: anywhere;
}

.ag-Body code {
  font-family: var(--jp-code-font-family);
  font-size: var(--jp-code-font-size);
  white-space: pre-wrap;
  overflow-wrap: anywhere;
}

.ag-Actions {
  display: flex;
  flex-wrap: wrap;
  gap: 8px;
  margin: 10px 0;
}

.ag-Body .ag-Button {
  margin: 0;
  height: auto;
  min-height: 28px;
  padding-block: 4px;
  line-height: 1.3;
  white-space: normal;
}

.ag-Body .ag-Button:disabled {
  cursor: default;
  opacity: 0.45;
}

.ag-Body :is(button, summary, a, input, select, [tabindex]):focus-visible {
  outline: 2px solid var(--jp-brand-color1);
  outline-offset: 2px;
}

.ag-Status:empty {
  display: none;
}

.ag-Quiet,
.ag-More {
  color: var(--jp-ui-font-color1);
}

.ag-More {
  border-top: 1px solid var(--jp-border-color2);
  padding-top: 8px;
}

.ag-Progress {
  width: 100%;
  accent-color: var(--jp-brand-color1);
}

.ag-Box {
  border: 1px solid var(--jp-border-color1);
  border-left-width: 4px;
  border-radius: 3px;
  padding: 4px 10px;
  margin: 10px 0;
}

.ag-Box.ag-mod-error {
  border-left-color: var(--jp-error-color1);
}

.ag-Box.ag-mod-warn {
  border-left-color: var(--jp-warn-color1);
}

.ag-Tasks,
.ag-Parts {
  list-style: none;
  margin: 0;
  padding: 0;
}

.ag-Task {
  border: 1px solid var(--jp-border-color2);
  border-left: 4px solid var(--ag-tone);
  border-radius: 3px;
  margin: 8px 0;
}

[data-tone] {
  --ag-tone: var(--jp-border-color1);
}

[data-tone='right'] {
  --ag-tone: var(--jp-success-color1);
}

:is([data-tone='wrong'], [data-tone='stopped']) {
  --ag-tone: var(--jp-error-color1);
}

[data-tone='part'] {
  --ag-tone: var(--jp-warn-color1);
}

.ag-Task summary {
  cursor: pointer;
  display: grid;
  grid-template-columns: 1.2em 1fr auto;
  gap: 0 6px;
  padding: 6px 8px;
}

.ag-Task summary .ag-Title {
  font-weight: 600;
}

.ag-Task summary .ag-Word {
  grid-column: 2;
}

.ag-Task summary::after {
  content: '▸' / '';
  grid-column: 3;
  grid-row: 1;
}

.ag-Task details[open] > summary::after {
  content: '▾' / '';
}

.ag-Symbol {
  font-weight: 700;
}

.ag-Parts {
  padding: 0 8px 6px;
}

.ag-Parts li {
  display: flex;
  flex-wrap: wrap;
  justify-content: space-between;
  gap: 0 8px;
}

.ag-Link {
  background: none;
  border: none;
  padding: 2px 0;
  color: var(--jp-content-link-color);
  font-family: var(--jp-code-font-family);
  font-size: var(--jp-code-font-size);
  text-align: left;
  text-decoration: underline;
  cursor: pointer;
  overflow-wrap: anywhere;
}

.ag-Finding {
  border-top: 1px solid var(--jp-border-color2);
  padding: 6px 8px;
}

.ag-Finding dl {
  margin: 4px 0;
}

.ag-Finding dt {
  color: var(--jp-ui-font-color1);
  font-weight: 600;
}

.ag-Finding dd {
  margin: 0 0 4px;
}

.ag-Finding dd code {
  display: block;
  background: var(--jp-layout-color2);
  border-radius: 2px;
  padding: 3px 6px;
}

.ag-Body.ag-mod-wide {
  max-width: 60em;
}

.ag-Fields {
  display: flex;
  flex-wrap: wrap;
  gap: 10px 16px;
  align-items: end;
  margin-top: 10px;
}

.ag-Fields label > span,
.ag-Find > span {
  display: block;
  margin-bottom: 2px;
}

.ag-Fields :is(select, input[type='text']),
.ag-Find input {
  height: 28px;
  min-width: 15em;
  max-width: 100%;
  box-sizing: border-box;
}

.ag-Fields .ag-Tick {
  display: flex;
  align-items: center;
  gap: 6px;
  min-height: 28px;
}

.ag-Fields .ag-Tick > span {
  margin: 0;
}

.ag-Find {
  display: block;
  margin: 12px 0 0;
}

.ag-Scroll {
  overflow-x: auto;
}

.ag-Table {
  border-collapse: collapse;
  margin: 12px 0;
}

.ag-Table caption {
  text-align: left;
  font-weight: 600;
  padding-bottom: 4px;
}

.ag-Table :is(th, td) {
  text-align: left;
  vertical-align: top;
  padding: 3px 14px 3px 0;
  border-bottom: 1px solid var(--jp-border-color2);
}

.ag-Table tbody th {
  font-weight: normal;
}

.ag-Table .ag-Number {
  text-align: right;
  font-variant-numeric: tabular-nums;
  white-space: nowrap;
}

.ag-Sort {
  white-space: nowrap;
  background: none;
  border: none;
  padding: 0;
  color: inherit;
  font: inherit;
  font-weight: 600;
  cursor: pointer;
}

.ag-Table .ag-Link {
  font-family: inherit;
  font-size: inherit;
}

.ag-Tab {
  display: flex;
  background: var(--jp-layout-color1);
}

.ag-Frame {
  border: none;
  flex: 1;
  background: white;
}


.ag-Pages {
  display: flex;
  flex-wrap: wrap;
  gap: 0 10px;
}

.ag-Section {
  border-top: 1px solid var(--jp-border-color2);
  margin-top: 14px;
  padding-top: 8px;
}

.ag-Facts {
  margin: 4px 0;
}

.ag-Facts dt {
  font-weight: 600;
}

.ag-Facts dd {
  margin: 0 0 4px;
}

.ag-Notebooks {
  list-style: none;
  margin: 6px 0;
  padding: 0;
}

.ag-Notebooks li {
  padding: 3px 0;
}

.ag-Notebooks .ag-Word {
  display: block;
}
`,""]),o.d(e,{},{A:i})},314(a){a.exports=function(a){var e=[];return e.toString=function(){return this.map(function(e){var o="",r=void 0!==e[5];return e[4]&&(o+="@supports (".concat(e[4],") {")),e[2]&&(o+="@media ".concat(e[2]," {")),r&&(o+="@layer".concat(e[5].length>0?" ".concat(e[5]):""," {")),o+=a(e),r&&(o+="}"),e[2]&&(o+="}"),e[4]&&(o+="}"),o}).join("")},e.i=function(a,o,r,t,n){"string"==typeof a&&(a=[[null,a,void 0]]);var i={};if(r)for(var p=0;p<this.length;p++){var d=this[p][0];null!=d&&(i[d]=!0)}for(var l=0;l<a.length;l++){var s=[].concat(a[l]);r&&i[s[0]]||(void 0!==n&&(void 0===s[5]||(s[1]="@layer".concat(s[5].length>0?" ".concat(s[5]):""," {").concat(s[1],"}")),s[5]=n),o&&(s[2]&&(s[1]="@media ".concat(s[2]," {").concat(s[1],"}")),s[2]=o),t&&(s[4]?(s[1]="@supports (".concat(s[4],") {").concat(s[1],"}"),s[4]=t):s[4]="".concat(t)),e.push(s))}},e}},601(a){a.exports=function(a){return a[1]}},665(a,e,o){o.r(e);var r=o(72),t=o.n(r),n=o(825),i=o.n(n),p=o(659),d=o.n(p),l=o(56),s=o.n(l),c=o(540),g=o.n(c),u=o(113),f=o.n(u),m=o(646),x={};x.styleTagTransform=f(),x.setAttributes=s(),x.insert=d().bind(null,"head"),x.domAPI=i(),x.insertStyleElement=g(),t()(m.A,x);let v=m.A&&m.A.locals?m.A.locals:void 0;o.d(e,{},{default:v})},72(a){var e=[];function o(a){for(var o=-1,r=0;r<e.length;r++)if(e[r].identifier===a){o=r;break}return o}function r(a,r){for(var t={},n=[],i=0;i<a.length;i++){var p=a[i],d=r.base?p[0]+r.base:p[0],l=t[d]||0,s="".concat(d," ").concat(l);t[d]=l+1;var c=o(s),g={css:p[1],media:p[2],sourceMap:p[3],supports:p[4],layer:p[5]};if(-1!==c)e[c].references++,e[c].updater(g);else{var u=function(a,e){var o=e.domAPI(e);return o.update(a),function(e){e?(e.css!==a.css||e.media!==a.media||e.sourceMap!==a.sourceMap||e.supports!==a.supports||e.layer!==a.layer)&&o.update(a=e):o.remove()}}(g,r);r.byIndex=i,e.splice(i,0,{identifier:s,updater:u,references:1})}n.push(s)}return n}a.exports=function(a,t){var n=r(a=a||[],t=t||{});return function(a){a=a||[];for(var i=0;i<n.length;i++){var p=o(n[i]);e[p].references--}for(var d=r(a,t),l=0;l<n.length;l++){var s=o(n[l]);0===e[s].references&&(e[s].updater(),e.splice(s,1))}n=d}}},659(a){var e={};a.exports=function(a,o){var r=function(a){if(void 0===e[a]){var o=document.querySelector(a);if(window.HTMLIFrameElement&&o instanceof window.HTMLIFrameElement)try{o=o.contentDocument.head}catch(a){o=null}e[a]=o}return e[a]}(a);if(!r)throw Error("Couldn't find a style target. This probably means that the value for the 'insert' parameter is invalid.");r.appendChild(o)}},540(a){a.exports=function(a){var e=document.createElement("style");return a.setAttributes(e,a.attributes),a.insert(e,a.options),e}},56(a,e,o){a.exports=function(a){var e=o.nc;e&&a.setAttribute("nonce",e)}},825(a){a.exports=function(a){if("u"<typeof document)return{update:function(){},remove:function(){}};var e=a.insertStyleElement(a);return{update:function(o){var r,t,n;r="",o.supports&&(r+="@supports (".concat(o.supports,") {")),o.media&&(r+="@media ".concat(o.media," {")),(t=void 0!==o.layer)&&(r+="@layer".concat(o.layer.length>0?" ".concat(o.layer):""," {")),r+=o.css,t&&(r+="}"),o.media&&(r+="}"),o.supports&&(r+="}"),(n=o.sourceMap)&&"u">typeof btoa&&(r+="\n/*# sourceMappingURL=data:application/json;base64,".concat(btoa(unescape(encodeURIComponent(JSON.stringify(n))))," */")),a.styleTagTransform(r,e,a.options)},remove:function(){var a;null===(a=e).parentNode||a.parentNode.removeChild(a)}}}},113(a){a.exports=function(a,e){if(e.styleSheet)e.styleSheet.cssText=a;else{for(;e.firstChild;)e.removeChild(e.firstChild);e.appendChild(document.createTextNode(a))}}}}]);